using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Spool;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Batches;

/// <content>What it does when it is spooled, and from then on.</content>
internal sealed partial class BatchActor
{
    private const string SaveKey = "save";

    /// <summary>
    /// A spooled batch on which nothing moves for so long is left to the spool, and its memory to others. Claims that are
    /// not renewed run out a while later.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _endPut = new();
    private SpoolingState _spooling;
    private ImmutableArray<(string Receiver, int Index, bool Live)> _copies;
    private string? _notStored;
    private Exception? _failure;
    private DateTimeOffset _moved;
    private DateTimeOffset _renewed;
    private bool _lettingGo;

    private enum SpoolingState
    {
        NotSpooled,
        Putting,
        Spooled,
    }

    private bool IsPutting => _spooling is SpoolingState.Putting;

    /// <summary>The body cannot be read to its end, and what was read of it is on its way still.</summary>
    private bool IsDraining => _failure is BodyException && _outputs.Any(output => !output.HasEnded);

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    private void OnSpool(object message)
    {
        switch (message)
        {
            case SpoolProtocol.Read when IsPutting:
                Sender.Tell(new SpoolProtocol.Describe(Describe()));
                break;
            case SpoolProtocol.Stored stored:
                OnStored(stored.Live);
                break;
            case SpoolProtocol.NotStored notStored:
                OnNotStored(notStored.Reason);
                break;
            case SpoolProtocol.Saved { Held: false } lost:
                foreach (var output in _outputs.Where(output => output.Claim == lost.Claim))
                {
                    output.Claim = null;
                }

                LeaveToSpool();
                break;
            case SpoolProtocol.Saved:
                break;
            case Save:
                SaveAll();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>False when there is no spool, or it did not take it before.</summary>
    private bool TrySpool()
    {
        if (!_batch.Settings.Spool.Enabled || _notStored is not null)
        {
            return false;
        }

        if (_spooling is SpoolingState.NotSpooled)
        {
            // A batch that did not come to run would hold its memory until it does.
            _lettingGo |= _refusal is not null && _flow is null;
            _copies = _outputs
                .Select((output, i) => (output.Receiver, Index: i, Live: !output.HasEnded && !_lettingGo, output.IsConfirmed))
                .Where(copy => !copy.IsConfirmed)
                .Select(copy => (copy.Receiver, copy.Index, copy.Live))
                .ToImmutableArray();
            if (_copies.IsEmpty)
            {
                return false;
            }

            var body = _batch.Body.Share();
            _work.Spool.Tell(new SpoolProtocol.Put(_batch.Id, new SequenceStream(body.Bytes, body), _endPut.Token));
            _spooling = SpoolingState.Putting;
        }

        return true;
    }

    /// <summary>All of the body is in the spool but its last piece; what it still owes goes with that.</summary>
    private SpoolEntry Describe()
    {
        var point = _progress.BeginSpooling();
        var batch = new SpooledBatch(
            _batch.Id, _batch.Dataset, _batch.Source, _batch.Path, _batch.Hash.ToString(), _work.Host, _batch.Received)
        {
            Framed = point.Framed,
            Pending = point.Pending,
            SetAsideTo = point.Reached.SetAsideTo,
            Quarantined = point.Reached.Quarantined,
        };
        return new SpoolEntry(
            batch, [.. _copies.Select(copy => new SpoolCopy(copy.Receiver, point.Reached.ConfirmedTo[copy.Index], copy.Live))]);
    }

    private void OnStored(ImmutableArray<SpoolClaim> live)
    {
        _spooling = SpoolingState.Spooled;
        foreach (var claim in live)
        {
            _outputs.Single(output => output.Receiver == claim.Receiver).Claim = claim;
        }

        (_moved, _renewed) = (Now, Now);
        _refusal = null;
        Answer(new BatchAnswer(BatchOutcome.Spooled, null, _progress.Quarantined, null)
        {
            // One that was confirmed meanwhile has its copy still.
            WaitsFor = [.. _outputs.Where(output => !output.IsConfirmed || output.Claim is not null).Select(output => output.Receiver)],
        });
        Timers.StartPeriodicTimer(SaveKey, Save.Instance, _batch.Settings.Spool.SaveEvery);
        SettleClaims();
        if (_outputs.All(output => output.Claim is null))
        {
            LeaveToSpool();
        }

        StopWhenDone();
    }

    /// <summary>It goes on as if there were no spool.</summary>
    private void OnNotStored(string reason)
    {
        _spooling = SpoolingState.NotSpooled;
        _notStored = reason;
        _progress.CancelSpooling();
        _refusal ??= IsDraining ? null : _failure;
        if (_refusal is not null)
        {
            Refuse();
        }
        else
        {
            AnswerWhenConfirmed();
        }
    }

    /// <summary>Of outputs that have ended: what is confirmed is finished, what is lost waits for another.</summary>
    private void SettleClaims()
    {
        foreach (var output in _outputs.Where(output => output is { HasEnded: true, Claim: not null }))
        {
            if (output.IsConfirmed)
            {
                _work.Spool.Tell(RunOf(output));
            }
            else if (output.Failure is BodyException broken)
            {
                _log.Error("Batch {0} of {1} cannot be delivered: {2}", _batch.Id, _batch.Dataset, broken.Message);
                _work.Spool.Tell(new SpoolProtocol.SetAside(RunOf(output), ProgressOf(output), BatchEnds.Word(broken)));
            }
            else
            {
                _work.Spool.Tell(new SpoolProtocol.Release(output.Claim!, ProgressOf(output))
                {
                    Delivered = _progress.TakeDelivered(Array.IndexOf(_outputs, output)),
                });
            }

            output.Claim = null;
        }
    }

    private SpoolProtocol.Finish RunOf(BatchOutput output)
    {
        var (from, delivered, filtered, repeated) = _progress.Uncounted;
        return new SpoolProtocol.Finish(output.Claim!, new SpoolCount(_progress.Framed, delivered, from), filtered, repeated)
        {
            Delivered = _progress.TakeDelivered(Array.IndexOf(_outputs, output)),
            EventTimes = _progress.EventTimes,
        };
    }

    private void SaveAll()
    {
        var isTime = Now - _renewed >= Patience;
        foreach (var output in _outputs.Where(output => output.Claim is not null))
        {
            var progress = ProgressOf(output);
            if (progress != output.Saved)
            {
                _moved = Now;
            }

            if (isTime || progress != output.Saved)
            {
                output.Saved = progress;
                _work.Spool.Tell(new SpoolProtocol.Save(output.Claim!, progress));
            }
        }

        _renewed = isTime ? Now : _renewed;
        if (Now - _moved >= Patience)
        {
            LeaveToSpool();
        }
    }

    /// <summary>The run ends; what it has not delivered waits.</summary>
    private void LeaveToSpool()
    {
        _lettingGo = true;
        _flow?.Abort();
        if (_flow is null)
        {
            Array.ForEach(_outputs, output => output.End(new OperationCanceledException()));
            SettleClaims();
            StopWhenDone();
        }
    }

    private SpoolProgress ProgressOf(BatchOutput output) => _progress.Reached() is var reached
        ? new SpoolProgress(
            reached.ConfirmedTo[Array.IndexOf(_outputs, output)], reached.SetAsideTo, reached.Quarantined)
        : default;

    private sealed record Save
    {
        public static Save Instance { get; } = new();
    }
}
