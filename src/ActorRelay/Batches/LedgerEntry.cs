using ActorRelay.Accounts;
using ActorRelay.Configuration;

namespace ActorRelay.Batches;

/// <summary>What <see cref="BatchLedger"/> remembers of a batch: names and numbers, and nothing of its content.</summary>
internal abstract record LedgerEntry
{
    private LedgerEntry()
    {
    }

    /// <summary>Its records are where they belong, but the sender may not know: its 2xx was not written.</summary>
    /// <param name="Request">The post that was answered last: if its answer is written after all, the sender knows.</param>
    public sealed record Finished(BatchId Request, BatchAnswer Answer) : LedgerEntry;

    /// <summary>It ended early, and some of it is confirmed or set aside, or a fault of the relay ended it.</summary>
    /// <param name="Progress">Of the run. Kept itself, because quarantine may still tell it of lines after the end.</param>
    public sealed record HalfDone(BatchId Batch, DatasetRoutes Routes, BatchProgress Progress) : LedgerEntry
    {
        /// <summary>How often the relay itself failed at it.</summary>
        public int Faults { get; init; }

        /// <summary>
        /// Where a run for other routes goes on: a Receiver that was not in these begins at the beginning, and all
        /// of them do where the body is read in another way, for then ordinals mean other records.
        /// </summary>
        public ResumePoint For(DatasetRoutes routes)
        {
            if (!routes.ReadLike(Routes))
            {
                return ResumePoint.Beginning(routes.Receivers.Length);
            }

            var reached = Progress.Reached();
            return reached with
            {
                ConfirmedTo = [.. routes.Receivers.Select(name => ConfirmedTo(reached, Routes.Receivers.IndexOf(name)))],
                Earlier = reached.Quarantined > 0 ? Progress.Resume.Earlier.Add(Batch) : [],
            };
        }

        private static long ConfirmedTo(ResumePoint reached, int receiver) =>
            receiver < 0 ? 0 : reached.ConfirmedTo[receiver];
    }

    /// <summary>It was refused for what it holds, or the relay failed at it twice: come again, it would be refused again.</summary>
    public sealed record Poison(BatchOutcome Outcome) : LedgerEntry;
}

/// <summary>Two batches with the same key are one that was sent twice.</summary>
internal readonly record struct LedgerKey(BodyHash Hash, string Dataset, string Source);
