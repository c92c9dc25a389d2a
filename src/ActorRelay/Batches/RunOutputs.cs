using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Spool;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Batches;

/// <summary>
/// What a run owes each Receiver, and the claims it holds: the right to deliver what is spooled. Here a claim ends: when the
/// run has ended for its Receiver, by <see cref="ClaimEnds"/>. Part of <see cref="RunActor"/>, in its turn.
/// </summary>
internal sealed class RunOutputs(Run run, IActorRef spool, ILoggingAdapter log)
{
    /// <summary>
    /// A claim is renewed as often, though nothing moves; and so long a post that is spooled waits for something to move,
    /// before it leaves itself to the spool, and its memory to others.
    /// </summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(10);

    private readonly Output[] _outputs = [.. run.Receivers.Select(receiver => new Output(receiver))];
    private DateTimeOffset _moved;
    private DateTimeOffset _renewed;

    /// <summary>No stage works on any of them any more.</summary>
    public bool HaveEnded => Array.TrueForAll(_outputs, output => output.HasEnded);

    /// <summary>Every Receiver has confirmed all that it gets.</summary>
    public bool AreConfirmed => Array.TrueForAll(_outputs, output => output.IsConfirmed);

    public bool HoldClaims => Array.Exists(_outputs, output => output.Claim is not null);

    /// <summary>No copy was given back to the spool.</summary>
    public bool MadeProgress { get; private set; } = true;

    /// <param name="output">Which; where there is no Receiver there still is one.</param>
    /// <param name="failure">Null when its Receiver has confirmed all.</param>
    public void End(int output, Exception? failure)
    {
        if (output < _outputs.Length)
        {
            _outputs[output].End(failure);
            Settle(output);
        }
    }

    public void EndAll(Exception reason)
    {
        for (var i = 0; i < _outputs.Length; i++)
        {
            End(i, reason);
        }
    }

    /// <summary>What is to be spooled, by the order of the Receivers: what is not confirmed; live is what is still delivered.</summary>
    public ImmutableArray<(int Index, bool IsLive)> Copies() =>
        [.. Enumerable.Range(0, _outputs.Length).Where(i => !_outputs[i].IsConfirmed).Select(i => (i, !_outputs[i].HasEnded))];

    /// <summary>The spool has read the body; what the run still owes goes with its last piece.</summary>
    public SpoolEntry Describe(ImmutableArray<(int Index, bool IsLive)> copies)
    {
        var point = run.Progress.BeginSpooling();
        var (confirmedTo, setAsideTo, quarantined) = point.Reached;
        var batch = new SpooledBatch(run.Origin)
        {
            Framed = point.Framed,
            Pending = point.Pending,
            SetAsideTo = setAsideTo,
            Quarantined = quarantined,
        };
        return new SpoolEntry(
            batch, [.. copies.Select(copy => new SpoolCopy(run.Receivers[copy.Index], confirmedTo[copy.Index], copy.IsLive))]);
    }

    /// <summary>Receivers that have not confirmed all, and those that did meanwhile, but have a copy still.</summary>
    /// <param name="live">Claims on live copies.</param>
    public ImmutableArray<string> WaitsFor(ImmutableArray<SpoolClaim> live) =>
    [
        .. _outputs.Where(output => !output.IsConfirmed || live.Any(claim => claim.Receiver == output.Receiver))
            .Select(output => output.Receiver),
    ];

    public void Hold(ImmutableArray<SpoolClaim> claims, DateTimeOffset now)
    {
        (_moved, _renewed) = (now, now);
        foreach (var claim in claims)
        {
            var output = run.Receivers.IndexOf(claim.Receiver);
            (_outputs[output].Claim, _outputs[output].Saved) = (claim, claim.Saved);
            Settle(output);
        }
    }

    /// <summary>The claim ran out, and another may hold it by now.</summary>
    public void Lose(SpoolClaim claim)
    {
        foreach (var output in _outputs.Where(output => output.Claim == claim))
        {
            log.Info("Batch {0} is delivered to {1} by another", run.Origin.Id, output.Receiver);
            output.Claim = null;
        }
    }

    /// <summary>Saves progress where there is some, which renews the claims.</summary>
    /// <returns>True for a post on which nothing has moved for too long.</returns>
    public bool Save(DateTimeOffset now)
    {
        var isTime = now - _renewed >= Renewal;
        for (var i = 0; i < _outputs.Length; i++)
        {
            if (_outputs[i] is { Claim: { } claim } output && ProgressOf(i) is var progress && (isTime || progress != output.Saved))
            {
                _moved = progress != output.Saved ? now : _moved;
                output.Saved = progress;
                spool.Tell(new SpoolProtocol.Save(claim, progress));
            }
        }

        _renewed = isTime ? now : _renewed;
        return !run.IsCopy && now - _moved >= Renewal;
    }

    private void Settle(int index)
    {
        if (_outputs[index] is not { HasEnded: true, Claim: { } claim } output)
        {
            return;
        }

        output.Claim = null;
        switch (ClaimEnds.Of(output.Failure, run.IsCopy))
        {
            case ClaimEnd.Finish:
                spool.Tell(Counted(index, claim));
                break;
            case ClaimEnd.SetAside:
                var isBody = output.Failure is BodyException;
                log.Error(
                    isBody ? null : output.Failure,
                    "Batch {0} of {1} cannot be delivered: {2}", run.Origin.Id, run.Origin.Dataset, output.Failure!.Message);
                spool.Tell(new SpoolProtocol.SetAside(
                    isBody ? Counted(index, claim) : new SpoolProtocol.Finish(claim, default),
                    ProgressOf(index),
                    ClaimEnds.Word(output.Failure)));
                break;
            default:
                MadeProgress = false;
                spool.Tell(new SpoolProtocol.Release(claim, ProgressOf(index)) { Delivered = Delivered(index) });
                break;
        }
    }

    /// <summary>What it came to. Every run of a body comes to the same end of it, be that where it cannot be read further.</summary>
    private SpoolProtocol.Finish Counted(int output, SpoolClaim claim) => new(claim, run.Progress.Count)
    {
        Delivered = Delivered(output),
        EventTimes = run.Progress.EventTimes,
    };

    private JournalDelivery Delivered(int output)
    {
        var (confirmed, resent) = run.Progress.TakeDelivered(output);
        return new JournalDelivery(run.Receivers[output], confirmed, resent, Spooled: confirmed, Done: false);
    }

    private ResumePoint ProgressOf(int output)
    {
        var reached = run.Progress.Reached();
        return ResumePoint.At(reached.ConfirmedTo[output], reached.SetAsideTo, reached.Quarantined);
    }

    private sealed class Output(string receiver)
    {
        public string Receiver => receiver;

        public bool HasEnded { get; private set; }

        /// <summary>Why it has ended; null when the Receiver has confirmed all.</summary>
        public Exception? Failure { get; private set; }

        public bool IsConfirmed => HasEnded && Failure is null;

        /// <summary>The right to deliver what is spooled of it; null when there is none.</summary>
        public SpoolClaim? Claim { get; set; }

        /// <summary>The progress that was saved last.</summary>
        public ResumePoint Saved { get; set; } = ResumePoint.Beginning(1);

        public void End(Exception? failure) => (HasEnded, Failure) = (true, failure);
    }
}
