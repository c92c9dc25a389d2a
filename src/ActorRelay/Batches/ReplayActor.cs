using System.Buffers;
using System.Collections.Immutable;
using ActorRelay.Configuration;
using ActorRelay.Inspection;
using ActorRelay.Streams;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Batches;

/// <summary>
/// <c>/user/replay</c>: sends lines in quarantine once more, as batches of some lines each, through all that batches go
/// through. One replay at a time, and of it one batch: that bounds what it holds. Lines whose batch is answered 200 are
/// marked as replayed, and stay where they are; a line that is as bad as before is set aside anew. It holds no state that
/// matters: when it fails, what is not marked can be replayed again.
/// </summary>
internal sealed class ReplayActor : ReceiveActor
{
    /// <summary>Where the batches come from, for the journal.</summary>
    public const string Address = "replay";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RelaySettings _settings;
    private readonly IActorRef _batches;
    private readonly IActorRef _spool;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private bool _running;

    public ReplayActor(RelaySettings settings, IActorRef batches, IActorRef spool, TimeProvider time)
    {
        _settings = settings;
        _batches = batches;
        _spool = spool;
        _time = time;
        Receive<SpoolCommandProtocol.ReplayQuarantine>(Begin);
        Receive<SpoolCommandProtocol.Replayed>(replayed =>
        {
            _log.Warning(
                "Quarantine: sent again, as asked for: lines {0}; of those that were not answered 200: {1}",
                replayed.Lines, replayed.NotReplayed);
            End(replayed);
        });
        Receive<SpoolCommandProtocol.Unavailable>(End);
    }

    /// <param name="settings">The batches are delivered under these.</param>
    /// <param name="batches">Takes <see cref="BatchesProtocol.Submit"/>.</param>
    /// <param name="spool">Answers for quarantine.</param>
    /// <param name="time">Says when the batches are received.</param>
    public static Props Props(RelaySettings settings, IActorRef batches, IActorRef spool, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new ReplayActor(settings, batches, spool, time));

    private void Begin(SpoolCommandProtocol.ReplayQuarantine replay)
    {
        if (_running)
        {
            Sender.Tell(new SpoolCommandProtocol.Unavailable("a replay is running: wait for it to end"));
            return;
        }

        _running = true;
        RunAsync(replay.Dataset).PipeTo(Self, Sender, failure: e => new SpoolCommandProtocol.Unavailable(e.Message));
    }

    private void End(object answer)
    {
        _running = false;
        Sender.Tell(answer);
    }

    /// <summary>Up to the last line there is at the beginning: those that it sets aside anew come behind that.</summary>
    private async Task<object> RunAsync(string? dataset)
    {
        var (replayed, not) = (0L, 0L);
        long? end = null;
        for (var last = 0L; last < (end ?? long.MaxValue);)
        {
            var answer = await _spool.Ask<object>(
                new SpoolCommandProtocol.GetQuarantinedLines(dataset, last) { OnlyNew = true }, Patience);
            if (answer is not SpoolCommandProtocol.QuarantinedLines page)
            {
                return answer;
            }

            end ??= page.Last;
            var lines = page.Lines.Where(line => line.Number <= end).ToList();
            if (lines.Count == 0)
            {
                break;
            }

            last = lines[^1].Number;
            foreach (var group in lines.GroupBy(line => (line.Dataset, line.Source)))
            {
                var numbers = group.Select(line => line.Number).ToImmutableArray();
                if (await SendAsync(group.Key.Dataset, group.Key.Source, group)
                    && await _spool.Ask<object>(new SpoolCommandProtocol.MarkReplayed(numbers), Patience) is SpoolCommandProtocol.Done)
                {
                    replayed += numbers.Length;
                }
                else
                {
                    not += numbers.Length;
                }
            }
        }

        return new SpoolCommandProtocol.Replayed(replayed, not);
    }

    /// <returns>It was answered 200.</returns>
    private async Task<bool> SendAsync(
        string dataset, string source, IEnumerable<SpoolCommandProtocol.QuarantinedLine> lines)
    {
        if (DatasetRoutes.Find(_settings.Routes, dataset) is not { } routes)
        {
            return false;
        }

        var body = new ArrayBufferWriter<byte>();
        foreach (var line in lines)
        {
            body.Write(line.Content);
            body.Write("\n"u8);
        }

        var bytes = new ReadOnlySequence<byte>(body.WrittenMemory);
        var now = _time.GetUtcNow();
        var answer = new TaskCompletionSource<BatchAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var batch = new Batch(
            BatchId.Next(now), dataset, source, new BatchBody(bytes, static () => { }), BodyHash.Of(bytes), now, routes, _settings)
        {
            Path = $"/{dataset}/{source}",
            Address = Address,
        };
        _batches.Tell(new BatchesProtocol.Submit(batch, answer), ActorRefs.NoSender);
        var ended = await answer.Task.WaitAsync(_settings.Edge.Deadline + Patience, _time);
        return BatchEnds.IsKept(ended.Outcome);
    }
}
