using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Spool;
using Akka.Actor;

namespace ActorRelay.Batches;

/// <summary>
/// <c>/user/batches/backlog</c>: what waits in the spool, oldest first. As long as a Receiver is not down, some copies for it
/// are under way, each a run of its own, beside the live batches and from the same blocks. It owns nothing but the runs: one
/// that fails is not started again, and its copy can be claimed once the claim has run out.
/// </summary>
// claiming -> stopping    the relay stops: nothing more is claimed, and what is on its way is given back
// stopping -> stopped     all of it is
internal sealed class BacklogActor : UntypedActor, IWithTimers
{
    /// <summary>Copies on their way to one Receiver, at least; one for each of its connections, when there are more.</summary>
    private const int CopiesAtOnce = 4;

    /// <summary>Before another is tried with a Receiver that took nothing.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CurrentSettings _settings;
    private readonly BatchWork _work;
    private readonly Dictionary<string, Backlog> _backlogs = new(StringComparer.Ordinal);
    private readonly Dictionary<IActorRef, Backlog> _runs = [];

    /// <summary>Null while nothing is to be claimed.</summary>
    private ReceiversProtocol.Receivers? _receivers;

    public BacklogActor(CurrentSettings settings, BatchWork work)
    {
        _settings = settings;
        _work = work;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(CurrentSettings settings, BatchWork work) =>
        Akka.Actor.Props.Create(() => new BacklogActor(settings, work));

    protected override void PreStart() => _work.Spool.Tell(new SpoolProtocol.Subscribe(Self));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ReceiversProtocol.Receivers receivers:
                _receivers = receivers;
                ClaimAll();
                break;
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
            case Rested rested:
                rested.Backlog.Rests = false;
                Claim(rested.Backlog);
                break;
            case BatchesProtocol.StopBacklog:
                var stopper = Sender;
                _receivers = null;
                Become(next => Stopping(next, stopper));
                foreach (var run in _runs.Keys)
                {
                    run.Tell(RunProtocol.Stop.Instance);
                }

                AnswerWhenStopped(stopper);
                break;
            default:
                OnRun(message);
                break;
        }
    }

    private void Stopping(object message, IActorRef stopper)
    {
        switch (message)
        {
            case SpoolProtocol.Claimed { Claim: var claim } claimed:
                BacklogOf(claim.Receiver).IsClaiming = false;
                GiveBack(claimed);
                break;
            case ReceiversProtocol.Receivers or SpoolProtocol.Waiting or Rested:
                break;
            default:
                OnRun(message);
                break;
        }

        AnswerWhenStopped(stopper);
    }

    private void OnRun(object message)
    {
        switch (message)
        {
            case SpoolProtocol.NoneWaits none:
                (BacklogOf(none.Receiver).IsClaiming, BacklogOf(none.Receiver).MayHaveMore) = (false, false);
                break;
            case RunProtocol.Over over when _runs.TryGetValue(Sender, out var backlog):
                if (!over.MadeProgress)
                {
                    backlog.Rests = true;
                    Timers.StartSingleTimer(backlog.Receiver, new Rested(backlog), Pause);
                }

                Context.Stop(Sender);
                break;
            case Terminated terminated when _runs.Remove(terminated.ActorRef, out var backlog):
                backlog.Running--;
                Claim(backlog);
                break;
            case RunProtocol.Confirmed or RunProtocol.Lost or RunProtocol.Broken or RunProtocol.Over:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private Backlog BacklogOf(string receiver) =>
        _backlogs.TryGetValue(receiver, out var backlog) ? backlog : _backlogs[receiver] = new Backlog(receiver);

    private int CopiesOf(string receiver) =>
        Math.Max(CopiesAtOnce, _settings.Now.Receivers.FirstOrDefault(known => known.Name == receiver)?.AllConnections ?? 0);

    private void ClaimAll()
    {
        foreach (var backlog in _backlogs.Values)
        {
            Claim(backlog);
        }
    }

    private void Claim(Backlog backlog)
    {
        if (_receivers?.ByName.ContainsKey(backlog.Receiver) == true && !_receivers.Down.Contains(backlog.Receiver)
            && backlog is { MayHaveMore: true, IsClaiming: false, Rests: false }
            && backlog.Running < CopiesOf(backlog.Receiver))
        {
            backlog.IsClaiming = true;
            _work.Spool.Tell(new SpoolProtocol.Claim(backlog.Receiver));
        }
    }

    private void Take(SpoolProtocol.Claimed claimed)
    {
        var claim = claimed.Claim;
        var backlog = BacklogOf(claim.Receiver);
        backlog.IsClaiming = false;
        var settings = _settings.Now;
        if (settings.Receivers.All(known => known.Name != claim.Receiver))
        {
            // The Receiver was taken out of the settings after it was asked for.
            GiveBack(claimed);
            return;
        }

        var run = Run.Of(claim, claimed.Body, settings, _work.Accounts);
        var actor = Context.Watch(Context.ActorOf(
            RunActor.Props(run, _work, Context.Parent),
            $"{claim.Batch.Id.Value}-{Uri.EscapeDataString(claim.Receiver)}-{claim.Fence}"));
        backlog.Running++;
        _runs.Add(actor, backlog);
        Claim(backlog);
    }

    private void GiveBack(SpoolProtocol.Claimed claimed)
    {
        claimed.Body.Dispose();
        _work.Spool.Tell(new SpoolProtocol.Release(claimed.Claim, claimed.Claim.Saved));
    }

    private void AnswerWhenStopped(IActorRef stopper)
    {
        if (_runs.Count == 0 && _backlogs.Values.All(backlog => !backlog.IsClaiming))
        {
            stopper.Tell(BatchesProtocol.BacklogStopped.Instance);
            Become(OnRun);
        }
    }

    /// <summary>What is known of the copies that wait for one Receiver.</summary>
    private sealed class Backlog(string receiver)
    {
        public string Receiver => receiver;

        /// <summary>Until the spool says that there is none.</summary>
        public bool MayHaveMore { get; set; }

        /// <summary>The spool has been asked for one, and has not answered.</summary>
        public bool IsClaiming { get; set; }

        /// <summary>The Receiver took nothing the last time.</summary>
        public bool Rests { get; set; }

        /// <summary>Copies on their way.</summary>
        public int Running { get; set; }
    }

    private sealed record Rested(Backlog Backlog);
}
