using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Records;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Spool;

/// <content>Batches that come in and copies that go out, and the books of both.</content>
internal sealed partial class SpoolActor
{
    private void OnCopies(object message)
    {
        switch (message)
        {
            case SpoolProtocol.Put put:
                Put(put);
                break;
            case SpoolProtocol.Claim claim:
                Claim(claim.Receiver);
                break;
            case SpoolProtocol.Save save:
                Ask(store => store.SaveProgressAsync(save.Claim, save.Progress),
                    held => new Answer(new SpoolProtocol.Saved(save.Claim, held)),
                    new SpoolProtocol.Saved(save.Claim, Held: true));
                break;
            case SpoolProtocol.Release release:
                Ask(store => store.ReleaseAsync(release.Claim, release.Progress, release.CountedTo),
                    held => new Released(release, held), null);
                break;
            case SpoolProtocol.Finish finish:
                Ask(store => store.FinishAsync(finish.Claim, finish.Count), result => new Finished(finish, result), null, again: finish);
                break;
            case SpoolProtocol.SetAside aside:
                SetAside(aside);
                break;
            case Answer answer:
                Done(answer.Failure);
                if (answer.Message is not null)
                {
                    Sender.Tell(answer.Message);
                }

                Again(answer);
                break;
            case PutDone put:
                Done(null);
                OnPut(put);
                break;
            case Released released:
                Done(null);
                OnReleased(released.Release, released.Held);
                break;
            case Finished finished:
                Done(null);
                OnFinished(finished.Finish, finished.Result);
                break;
            case WasSetAside aside:
                Done(null);
                OnSetAside(aside.Asked, aside.Kept);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Put(SpoolProtocol.Put put)
    {
        if (Batches is not { } store)
        {
            put.Body.Dispose();
            Sender.Tell(new SpoolProtocol.NotStored(put.Batch, Fault));
            return;
        }

        _running++;
        PutAsync(store, put).PipeTo(Self, Sender);
    }

    private static async Task<object> PutAsync(ISpoolStore store, SpoolProtocol.Put put)
    {
        SpoolEntry? entry = null;
        try
        {
            await using var body = put.Body;
            var result = await store.PutAsync(put.Batch, body, () => entry = put.Describe(), put.Cancel);
            return new PutDone(put.Batch, entry!, result);
        }
        catch (SpoolException e)
        {
            return new Answer(new SpoolProtocol.NotStored(put.Batch, e.Message)) { Failure = e };
        }
        catch (Exception e)
        {
            // Of the body, then: whoever gave it knows more.
            return new Answer(new SpoolProtocol.NotStored(put.Batch, e.Message));
        }
    }

    private void OnPut(PutDone put)
    {
        if (put.Result.Refusal is SpoolRefusal.None)
        {
            Sender.Tell(new SpoolProtocol.Stored(put.Batch, put.Result.Live));
            Tell([.. put.Entry.Copies.Where(copy => !copy.Live).Select(copy => copy.Receiver)]);
        }
        else
        {
            var reason = _complaints.OfRefusal(put.Result.Refusal);
            Sender.Tell(new SpoolProtocol.NotStored(put.Batch, reason));
        }
    }

    private void Claim(string receiver) => Ask(
        async store => await store.ClaimOldestAsync(receiver) is { } claim
            ? new SpoolProtocol.Claimed(claim, store.OpenBody(claim.Batch.Id))
            : (object)new SpoolProtocol.NoneWaits(receiver),
        answer => new Answer(answer),
        new SpoolProtocol.NoneWaits(receiver));

    private void OnFinished(SpoolProtocol.Finish finish, SpoolFinish result)
    {
        if (!result.Held)
        {
            _log.Warning(
                "Batch {0} was delivered to {1}, but the claim on it was lost meanwhile: it may come twice",
                finish.Claim.Batch.Id, finish.Claim.Receiver);
            return;
        }

        Journal(finish, done: true);
        PostEnded(finish, result.Counted, result.Ended);
    }

    private void SetAside(SpoolProtocol.SetAside aside)
    {
        Ask(
            _ => _store!.Quarantine.KeepAsync(aside.Claim, aside.Progress, aside.Run.Count, aside.Reason),
            kept => new WasSetAside(aside, kept),
            null,
            again: aside);
    }

    private void OnSetAside(SpoolProtocol.SetAside aside, QuarantineKept? kept)
    {
        var batch = aside.Claim.Batch;
        if (kept is null)
        {
            return;
        }

        _log.Error(
            "Batch {0} of {1} cannot be delivered to {2} beyond record {3}, and is in quarantine: {4}",
            batch.Id, batch.Dataset, aside.Claim.Receiver, aside.Progress.ConfirmedTo, aside.Reason);
        Journal(aside.Run, done: false);
        PostEnded(aside.Run, kept.Counted, kept.Ended);
        _quarantine.Tell(kept);
    }

    /// <summary>Runs something of the store; its result comes back as a message, with the same sender.</summary>
    /// <param name="run">What.</param>
    /// <param name="done">Makes the message.</param>
    /// <param name="failed">What the sender is told when it fails; null for nothing.</param>
    /// <param name="again">What to try again later when it fails; null for nothing.</param>
    private void Ask<T>(Func<ISpoolStore, Task<T>> run, Func<T, object> done, object? failed, object? again = null)
    {
        _running++;
        var answer = new Answer(failed) { Again = again };
        if (_store is { } store)
        {
            run(store.Store).PipeTo(
                Self,
                Sender,
                success: result => done(result),
                failure: e => answer with { Failure = SpoolException.Of(e) });
        }
        else
        {
            Self.Tell(answer, Sender);
        }
    }

    private void Done(SpoolException? failure)
    {
        _running--;
        if (failure is not null)
        {
            Fail(failure);
        }

        CloseWhenIdle();
    }

    /// <summary>It holds a claim, so there are not more of these than copies were being delivered.</summary>
    private void Again(Answer answer)
    {
        if (answer.Again is not null && _closer is null)
        {
            Timers.StartSingleTimer(answer.Again, answer.Again, BetweenAttempts);
        }
    }

    private void Tell(ImmutableHashSet<string> receivers)
    {
        if (receivers.Count > 0)
        {
            foreach (var subscriber in _subscribers)
            {
                subscriber.Tell(new SpoolProtocol.Waiting(receivers));
            }
        }
    }

    /// <summary>Something has ended, well or not.</summary>
    /// <param name="Message">For the asker; null for nothing.</param>
    private sealed record Answer(object? Message)
    {
        public SpoolException? Failure { get; init; }

        public object? Again { get; init; }
    }

    private sealed record PutDone(BatchId Batch, SpoolEntry Entry, SpoolPut Result);

    private sealed record Released(SpoolProtocol.Release Release, bool Held);

    private sealed record Finished(SpoolProtocol.Finish Finish, SpoolFinish Result);

    private sealed record WasSetAside(SpoolProtocol.SetAside Asked, QuarantineKept? Kept);
}
