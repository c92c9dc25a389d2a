using ActorRelay.Spool;
using ActorRelay.Streams;
using Akka.Actor;

namespace ActorRelay.Batches;

/// <summary>
/// What waits in the spool, oldest first: as long as a Receiver is not down, a few copies for it are under way. They run
/// beside the live batches, from the same blocks.
/// </summary>
internal sealed partial class BatchesActor
{
    /// <summary>Copies on their way to one Receiver, at least; one for each of its connections, when there are more.</summary>
    private const int CopiesAtOnce = 4;

    /// <summary>Before another is tried with a Receiver that took nothing.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Backlog> _backlogs = new(StringComparer.Ordinal);
    private readonly Dictionary<IActorRef, (BlockRun Run, Backlog Backlog)> _copies = [];
    private IActorRef? _backlogStopper;

    private void OnBacklog(object message)
    {
        switch (message)
        {
            case SpoolProtocol.Waiting waiting:
                foreach (var backlog in waiting.Receivers.Select(BacklogOf))
                {
                    backlog.MayHaveMore = true;
                    Claim(backlog);
                }

                break;
            case SpoolProtocol.Claimed claimed:
                Take(claimed);
                break;
            case SpoolProtocol.NoneWaits none:
                (BacklogOf(none.Receiver).IsClaiming, BacklogOf(none.Receiver).MayHaveMore) = (false, false);
                AnswerWhenBacklogStopped();
                break;
            case BacklogBatchActor.Ready:
                OnReady();
                break;
            case BacklogBatchActor.Ended { GetsOn: false } ended:
                BacklogOf(ended.Receiver).Rests = true;
                Timers.StartSingleTimer((nameof(Pause), ended.Receiver), new Rested(ended.Receiver), Pause);
                break;
            case BacklogBatchActor.Ended:
                break;
            case Rested rested:
                BacklogOf(rested.Receiver).Rests = false;
                Claim(BacklogOf(rested.Receiver));
                break;
            case BatchesProtocol.StopBacklog:
                _backlogStopper = Sender;
                foreach (var copy in _copies.Keys)
                {
                    copy.Tell(BatchActor.Stop.Instance);
                }

                AnswerWhenBacklogStopped();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private Backlog BacklogOf(string receiver) =>
        _backlogs.TryGetValue(receiver, out var backlog) ? backlog : _backlogs[receiver] =
            new Backlog(receiver, Math.Max(CopiesAtOnce, _settings.Receivers.FirstOrDefault(known => known.Name == receiver)?.AllConnections ?? 0));

    private void Claim(Backlog backlog)
    {
        if (_backlogStopper is null && _receivers?.ContainsKey(backlog.Receiver) == true && !_down.Contains(backlog.Receiver)
            && backlog is { MayHaveMore: true, IsClaiming: false, Rests: false, HasPlace: true })
        {
            backlog.IsClaiming = true;
            _work.Spool.Tell(new SpoolProtocol.Claim(backlog.Receiver));
        }
    }

    private void Take(SpoolProtocol.Claimed claimed)
    {
        var backlog = BacklogOf(claimed.Claim.Receiver);
        backlog.IsClaiming = false;
        if (_backlogStopper is not null)
        {
            claimed.Body.Dispose();
            var batch = claimed.Claim.Batch;
            _work.Spool.Tell(new SpoolProtocol.Release(
                claimed.Claim, new SpoolProgress(claimed.Claim.ConfirmedTo, batch.SetAsideTo, batch.Quarantined)));
            AnswerWhenBacklogStopped();
            return;
        }

        var actor = Context.Watch(Context.ActorOf(
            BacklogBatchActor.Props(claimed.Claim, claimed.Body, _settings, _work),
            $"{claimed.Claim.Batch.Id.Value}-{Uri.EscapeDataString(backlog.Receiver)}-{claimed.Claim.Fence}"));
        backlog.Running++;
        _copies.Add(actor, (new BlockRun(actor, FormatPlan.BlocksNeeded(1), claimed.Claim.Batch.Bytes <= SmallBody), backlog));
        Claim(backlog);
    }

    private void OnReady()
    {
        if (_copies.TryGetValue(Sender, out var copy))
        {
            Start(copy.Run);
        }
    }

    private void ForgetCopy(IActorRef actor)
    {
        if (_copies.Remove(actor, out var copy))
        {
            Forget(copy.Run);
            copy.Backlog.Running--;
            Claim(copy.Backlog);
            AnswerWhenBacklogStopped();
        }
    }

    private void AnswerWhenBacklogStopped()
    {
        if (_copies.Count == 0 && _backlogs.Values.All(backlog => !backlog.IsClaiming))
        {
            _backlogStopper?.Tell(BatchesProtocol.BacklogStopped.Instance);
        }
    }

    private sealed record Rested(string Receiver);
}
