using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Delivery;
using ActorRelay.Spool;
using Akka.Actor;
using Akka.Event;
using Akka.Streams;

namespace ActorRelay.Batches;

/// <summary>
/// One run of a body, for a post and for a copy out of the spool alike. It owns the body, the blocks it was promised, the run
/// of its graph, its progress, and the claims on what is spooled of it, which it renews by saving progress. It tells its
/// owner, who began it, how far it came; who stops it when all is over. When it fails itself, its owner is told by its end;
/// claims it had run out, and what they were for is delivered out of the spool from the progress that was saved last.
/// </summary>
// a copy: awaiting room -> reading -> waiting -> running -> over; reading -> reading in vain -> over
// a post:                             waiting -> running -> over
internal sealed class RunActor : UntypedActor, IWithTimers
{
    private const string SaveKey = "save";

    private readonly Run _run;
    private readonly BatchWork _work;
    private readonly IActorRef _batches;
    private readonly RunOutputs _outputs;
    private readonly CancellationTokenSource _ended = new();
    private Stream? _stored;
    private BatchBody? _body;
    private BatchFlow? _flow;

    /// <summary>Copies that are on their way into the spool; null when none is.</summary>
    private ImmutableArray<(int Index, bool IsLive)>? _put;
    private Exception? _failure;

    public RunActor(Run run, BatchWork work, IActorRef batches)
    {
        _run = run;
        _work = work;
        _batches = batches;
        _outputs = new RunOutputs(run, work.Spool, Context.GetLogger());
        _body = run.Body;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    private BatchProgress Progress => _run.Progress;

    public static Props Props(Run run, BatchWork work, IActorRef batches) =>
        Akka.Actor.Props.CreateBy(new Producer(run, work, batches));

    protected override void PreStart()
    {
        if (_run.Copy is { } copy)
        {
            _stored = copy.Body;
            Hold([copy.Claim]);
            Become(AwaitingRoom);
            TryRead();
        }
        else
        {
            Become(Waiting);
        }
    }

    protected override void PostStop()
    {
        _flow?.Abort();
        _ended.Cancel();
        _stored?.Dispose();
        _body?.Dispose();
        Progress.Close();
    }

    protected override void OnReceive(object message) => Unhandled(message);

    private void AwaitingRoom(object message)
    {
        switch (message)
        {
            case RoomFreed:
                TryRead();
                break;
            case RunProtocol.Stop:
                EndUnread(new OperationCanceledException());
                break;
            default:
                OnSpool(message);
                break;
        }
    }

    private void TryRead()
    {
        var length = _run.Copy!.Value.Claim.Batch.Bytes;
        if (_work.Room.TryTake(length) is { } buffer)
        {
            _work.Room.ReadAsync(_stored!, buffer, length, _ended.Token)
                .PipeTo(Self, success: body => new BodyRead(body, null), failure: e => new BodyRead(null, e));
            _stored = null;
            Become(Reading);
        }
        else
        {
            var self = Self;
            _work.Room.WhenFreed(() => self.Tell(RoomFreed.Instance));
        }
    }

    private void Reading(object message)
    {
        switch (message)
        {
            case BodyRead { Failure: { } failure }:
                EndUnread(failure);
                break;
            case BodyRead read:
                _body = read.Body;
                _batches.Tell(new RunProtocol.Ready(_run.Blocks, _body!.Length <= BatchesActor.SmallBody));
                Become(Waiting);
                break;
            case RunProtocol.Stop:
                _ended.Cancel();
                Become(ReadingInVain);
                break;
            default:
                OnSpool(message);
                break;
        }
    }

    private void ReadingInVain(object message)
    {
        if (message is BodyRead read)
        {
            _body = read.Body;
            EndUnread(read.Failure ?? new OperationCanceledException());
        }
        else
        {
            OnSpool(message);
        }
    }

    /// <summary>The run is in the queue for blocks.</summary>
    private void Waiting(object message)
    {
        switch (message)
        {
            case RunProtocol.Start start:
                Begin(start);
                Become(Running);
                break;
            case RunProtocol.Spool { IsLastResort: true }:
                // A run that went on waiting would hold its memory until there are blocks.
                _outputs.EndAll(new OperationCanceledException());
                Become(Over);
                Put();
                break;
            case RunProtocol.Spool:
                Put();
                break;
            case RunProtocol.Stop:
                EndUnread(new OperationCanceledException());
                break;
            default:
                OnSpool(message);
                break;
        }
    }

    private void Begin(RunProtocol.Start start)
    {
        var receivers = _run.Receivers
            .Select(name => (name, start.Receivers.GetValueOrDefault(name, ActorRefs.Nobody))).ToImmutableArray();

        // The plan comes first: if it cannot be made after the body is shared, nobody would give the body back.
        var plan = _run.Plan(start.Lease, _body!, _work);
        _flow = BatchFlow.Start(
            _body!.Share(), plan, receivers, _run.Settings.Edge, Self, Context.System.Materializer(),
            isBacklog: _run.IsCopy, spools: !_run.IsCopy && _run.Settings.Spool.Enabled);
    }

    private void Running(object message)
    {
        switch (message)
        {
            case BatchFlow.OutputEnded ended:
                OnOutputEnded(ended);
                break;
            case BatchFlow.Over:
                Become(Over);
                TellOver();
                break;
            case RunProtocol.Spool:
                Put();
                break;
            case RunProtocol.Stop:
                _flow!.Abort();
                break;
            default:
                OnSpool(message);
                break;
        }
    }

    private void OnOutputEnded(BatchFlow.OutputEnded ended)
    {
        _outputs.End(ended.Output, ended.Failure);
        switch (ended.Failure)
        {
            case null when _outputs.AreConfirmed:
                Context.Parent.Tell(RunProtocol.Confirmed.Instance);
                break;
            case null:
                break;
            case OperationCanceledException:
                break;
            case NotConfirmedException lost:
                Context.Parent.Tell(new RunProtocol.Lost(lost));
                if (_outputs.HaveEnded)
                {
                    _flow!.Abort();
                }

                break;
            default:
                _failure ??= ended.Failure;
                TellBroken();
                break;
        }
    }

    /// <summary>What was read of a body before it went wrong is still confirmed.</summary>
    private void TellBroken()
    {
        if (_failure is not null && (_failure is not BodyException || _outputs.HaveEnded))
        {
            _flow?.Abort();
            Context.Parent.Tell(new RunProtocol.Broken(_failure));
        }
    }

    /// <summary>The graph has ended; the run stays for what the spool still has to answer.</summary>
    private void Over(object message)
    {
        switch (message)
        {
            case RunProtocol.Start late:
                late.Lease.Dispose();
                break;
            case RunProtocol.Spool:
                Put();
                break;
            case RunProtocol.Stop:
                break;
            case SpoolProtocol.Stored or SpoolProtocol.NotStored:
                OnSpool(message);
                TellOver();
                break;
            default:
                OnSpool(message);
                break;
        }
    }

    /// <summary>No stage has ever read the body.</summary>
    private void EndUnread(Exception reason)
    {
        _outputs.EndAll(reason);
        Become(Over);
        TellOver();
    }

    private void TellOver()
    {
        if (_put is null)
        {
            Context.Parent.Tell(new RunProtocol.Over(_outputs.MadeProgress));
        }
    }

    private void OnSpool(object message)
    {
        switch (message)
        {
            case SpoolProtocol.Read when _put is { } copies:
                Sender.Tell(new SpoolProtocol.Describe(_outputs.Describe(copies)));
                break;
            case SpoolProtocol.Stored stored:
                OnStored(stored.Live);
                break;
            case SpoolProtocol.NotStored notStored:
                _put = null;
                Progress.CancelSpooling();
                TellNotSpooled(notStored.Reason);
                TellBroken();
                break;
            case SpoolProtocol.Saved { Held: false } lost:
                _outputs.Lose(lost.Claim);
                Leave();
                break;
            case SpoolProtocol.Saved:
                break;
            case Save when _outputs.Save(Now):
                Leave();
                break;
            case Save:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Put()
    {
        var copies = _outputs.Copies();
        if (copies.IsEmpty)
        {
            TellNotSpooled(null);
            return;
        }

        var body = _body!.Share();
        _put = copies;
        _work.Spool.Tell(new SpoolProtocol.Put(_run.Origin.Id, new SequenceStream(body.Bytes, body), _ended.Token));
    }

    /// <summary>Where there is no Receiver it is confirmed only when all of it was read.</summary>
    private void TellNotSpooled(string? reason) => Context.Parent.Tell(
        new RunProtocol.NotSpooled(reason, IsConfirmed: !_run.Receivers.IsEmpty && _outputs.AreConfirmed));

    private void OnStored(ImmutableArray<SpoolClaim> live)
    {
        _put = null;
        Context.Parent.Tell(new RunProtocol.Spooled(_outputs.WaitsFor(live)));
        Hold(live);
        if (!_outputs.HoldClaims)
        {
            Leave();
        }
    }

    /// <summary>What the run has not delivered waits in the spool.</summary>
    private void Leave() => Self.Tell(RunProtocol.Stop.Instance);

    private void Hold(ImmutableArray<SpoolClaim> claims)
    {
        _outputs.Hold(claims, Now);
        Timers.StartPeriodicTimer(SaveKey, Save.Instance, _run.Settings.Spool.SaveEvery);
    }

    /// <summary>One is made per batch, and the usual expression would be taken apart each time.</summary>
    private sealed class Producer(Run run, BatchWork work, IActorRef batches) : IIndirectActorProducer
    {
        public Type ActorType => typeof(RunActor);

        public ActorBase Produce() => new RunActor(run, work, batches);

        public void Release(ActorBase actor)
        {
        }
    }

    private sealed record BodyRead(BatchBody? Body, Exception? Failure);

    private sealed record RoomFreed : IDeadLetterSuppression
    {
        public static RoomFreed Instance { get; } = new();
    }

    private sealed record Save
    {
        public static Save Instance { get; } = new();
    }
}
