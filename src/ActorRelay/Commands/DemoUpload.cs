using System.Text;
using System.Threading.Channels;

namespace ActorRelay.Commands;

/// <summary>
/// Posts the demo's batches to an edge one by one, and compares what arrives at the Receiver with what should.
/// </summary>
/// <param name="edge">Where the relay listens.</param>
/// <param name="arrivals">Every message the Receiver gets; it must have room for a whole batch.</param>
/// <param name="patience">How long to wait for a message after its batch was answered 200.</param>
internal sealed class DemoUpload(Uri edge, string secret, ChannelReader<byte[]> arrivals, TimeSpan patience)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The upload that Logpush makes when a job is set up: it is answered 200, and nothing arrives.</summary>
    /// <returns>What is wrong, or null.</returns>
    public async Task<string?> PreflightAsync(string path, CancellationToken cancellation)
    {
        using var client = ClientOf(path);
        var answer = await client.PreflightAsync(cancellation);
        return answer.IsAccepted ? null : $"the pre-flight was answered {answer}";
    }

    public async Task<DemoRow> PostAsync(DemoBatch batch, CancellationToken cancellation)
    {
        using var client = ClientOf(batch.Path);
        var body = Encoding.UTF8.GetBytes(string.Join('\n', batch.Lines) + "\n");
        var posted = DateTimeOffset.UtcNow;
        var answer = await client.PostAsync(LogpushClient.Compress(body), cancellation);
        var row = new DemoRow(batch.Title, batch.Lines.Length, 0, 0, answer.Quarantined, null, null);
        if (!answer.IsAccepted)
        {
            return row with { Problem = $"answered {answer}" };
        }

        foreach (var record in batch.Records)
        {
            if (await NextAsync(cancellation) is not { } message)
            {
                var missing = batch.Records.Length - row.Arrived;
                return row with { Problem = row.Problem ?? $"{missing} records did not arrive" };
            }

            var difference = Compare(batch.Expected, record, message, posted);
            row = row with
            {
                Arrived = row.Arrived + 1,
                Correct = row.Correct + (difference is null ? 1 : 0),
                Example = row.Example ?? Encoding.UTF8.GetString(message),
                Problem = row.Problem ?? (difference is null ? null : $"record {row.Arrived + 1}: {difference}"),
            };
        }

        return answer.Quarantined == batch.Bad
            ? row
            : row with { Problem = row.Problem ?? $"{batch.Bad} lines should have been set aside" };
    }

    private static string? Compare(ExpectedLine expected, string record, byte[] message, DateTimeOffset posted)
    {
        try
        {
            return expected.FindDifference(record, StrictUtf8.GetString(message), posted, DateTimeOffset.UtcNow);
        }
        catch (DecoderFallbackException)
        {
            return "not valid UTF-8";
        }
    }

    /// <summary>Null when nothing came in time.</summary>
    private async Task<byte[]?> NextAsync(CancellationToken cancellation)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(patience);
        try
        {
            return await arrivals.ReadAsync(late.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private LogpushClient ClientOf(string path)
    {
        var to = LogpushDestination.Of(new Uri(edge, path));
        to.TryAdd(SendOptions.DefaultHeader, secret);
        return new LogpushClient(to, caCert: null, retries: 2, report: _ => { });
    }
}
