using ActorRelay.Records;

namespace ActorRelay.Spool;

/// <summary>A body that was refused, perhaps more than once, and has not come again since.</summary>
/// <param name="Hash">What the body is known by, as text.</param>
/// <param name="Dataset">Of its batches.</param>
/// <param name="Source">Of its batches.</param>
/// <param name="Posts">How often.</param>
/// <param name="First">When it was received first.</param>
/// <param name="Last">When it was received last.</param>
/// <param name="Outcome">How it was answered then, a word.</param>
internal sealed record JournalRefusal(
    string Hash, string Dataset, string Source, long Posts, DateTimeOffset First, DateTimeOffset Last, string Outcome);
