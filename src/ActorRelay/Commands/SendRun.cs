using System.Diagnostics;
using ActorRelay.Configuration;

namespace ActorRelay.Commands;

/// <summary>
/// One <c>send</c>: reads file after file, and has at most <c>--parallel</c> batches on their way, each with its bytes in
/// memory. After the first that is not answered 200 it reads no further, and waits for those that are on their way.
/// </summary>
internal sealed class SendRun(SendOptions options, long files, LogpushClient client, SendState? state, TextWriter report)
    : IDisposable
{
    private readonly SemaphoreSlim _room = new(options.Parallel);
    private readonly CancellationTokenSource _failed = new();
    private readonly List<Task> _posts = [];
    private readonly Lock _lock = new();
    private long _batches;

    public SendSums Sums { get; } = new();

    /// <summary>The first answer that was not 200, and which lines it was about.</summary>
    public (string What, LogpushAnswer Answer)? Refused { get; private set; }

    /// <summary>Files that could not be read, or not to their end.</summary>
    public long Unread { get; private set; }

    /// <summary>Files of which an earlier send had sent something.</summary>
    public long SentBefore { get; private set; }

    /// <exception cref="CommandFailedException">There was no answer.</exception>
    public async Task SendAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _failed.Token);
        try
        {
            var number = 0L;
            foreach (var file in NdjsonFiles.Below(options.Paths, leftOut: _ => { }))
            {
                number++;
                await SendAsync(file, files > 1 ? $"[{number}/{files}] {SettingsText.Printable(file)}: " : "", stop.Token, cancellation);
            }
        }
        catch (OperationCanceledException) when (_failed.IsCancellationRequested)
        {
        }
        finally
        {
            await Task.WhenAll(_posts);
        }
    }

    public void Dispose()
    {
        _room.Dispose();
        _failed.Dispose();
    }

    private async Task SendAsync(string file, string shown, CancellationToken stop, CancellationToken cancellation)
    {
        try
        {
            var key = state is null ? "" : SendState.Key(file);
            var isWhole = false;
            var done = state?.Done(key, out isWhole) ?? [];
            SentBefore += done.Count > 0 || isWhole ? 1 : 0;
            if (isWhole)
            {
                return;
            }

            await using var source = NdjsonFile.Open(file);
            await using var batches = new NdjsonBatches(source, options.Records, options.Bytes, done);
            var length = done.Count > 0 ? done[^1].To : 0;
            while (await batches.NextAsync(stop) is { } batch)
            {
                length = Math.Max(length, batch.Lines.To);
                await _room.WaitAsync(stop);

                // A post that fails gives its room back too, and the wait may see that first.
                stop.ThrowIfCancellationRequested();
                var number = ++_batches;
                var post = PostAsync(batch with { Gzip = batch.Gzip.ToArray() }, number, file, key, shown, cancellation);
                _posts.RemoveAll(ended => ended.IsCompletedSuccessfully);
                _posts.Add(post);
            }

            state?.AddLength(key, length);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or CommandFailedException)
        {
            Unread++;
            var name = failure is CommandFailedException ? "" : $"cannot send {SettingsText.Printable(file)}: ";
            report.WriteLine(SettingsText.OneLine($"actorrelay: {name}{failure.Message}"));
        }
    }

    private async Task PostAsync(
        NdjsonBatch batch, long number, string file, string key, string shown, CancellationToken cancellation)
    {
        try
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await client.PostAsync(batch.Gzip, cancellation);
            var size = $"{SendSums.Size(batch.Bytes)} ({SendSums.Size(batch.Gzip.Length)} gzip)";
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            lock (_lock)
            {
                report.WriteLine($"{shown}batch {number}: {Quantity.OfRecords(batch.Records)}, {size}: {answer}, {seconds:0.0} s");
                if (answer.IsAccepted)
                {
                    Sums.Add(batch, answer);
                    state?.Add(key, batch.Lines);
                }
                else
                {
                    Refused ??= ($"batch {number}, from line {batch.Lines.From + 1} of {SettingsText.Printable(file)}", answer);
                    _failed.Cancel();
                }
            }
        }
        catch
        {
            await _failed.CancelAsync();
            throw;
        }
        finally
        {
            _room.Release();
        }
    }
}
