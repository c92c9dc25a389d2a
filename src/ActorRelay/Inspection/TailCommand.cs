using System.Globalization;
using System.Runtime.CompilerServices;
using ActorRelay.Delivery;

namespace ActorRelay.Inspection;

/// <summary><c>tail</c>: a sample of lines as they are sent. It slows nothing: who reads slowly misses some.</summary>
internal static class TailCommand
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public static InspectionCommand Tail { get; } = new(
        "tail",
        $"Lines as they are sent, at most {LineSample.PerSecond} a second, until it is stopped.",
        RunAsync)
    {
        Options =
        [
            new("receiver", "Only those to this Receiver.", "NAME", 'r'),
            InspectionOption.Dataset with { Letter = 'd' },
            new("number", "Ends after so many.", "N", 'n'),
        ],
        ShowsPayload = true,
    };

    private static async Task<InspectionResult> RunAsync(InspectionCall call)
    {
        var most = long.MaxValue;
        if (call.Option("number") is { } text
            && (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most == 0))
        {
            throw new InspectionRefusedException(InspectionResult.Wrong, "number: a whole number from 1");
        }

        var receiver = call.Option("receiver");
        if (receiver is not null)
        {
            await DeliveryCommands.FindAsync(call, receiver);
        }

        var sample = new LineSample(receiver, call.Option("dataset"), most);
        await call.AskAsync<InspectionProtocol.TailStarted>(new InspectionProtocol.StartTail(sample));
        return new InspectionResult.Bytes("text/plain; charset=utf-8", ReadAsync(sample, call.Stopping, call.Cancellation));
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        LineSample sample, CancellationToken stopping, [EnumeratorCancellation] CancellationToken gone)
    {
        try
        {
            await using var stop = stopping.UnsafeRegister(static of => ((LineSample)of!).End(), sample);

            // Who asks is answered at once, though the first line may be long in coming.
            yield return ReadOnlyMemory<byte>.Empty;
            await foreach (var line in sample.Lines.ReadAllAsync(gone))
            {
                yield return (byte[])[.. line, .. LineEnd];
            }
        }
        finally
        {
            sample.End();
        }
    }
}
