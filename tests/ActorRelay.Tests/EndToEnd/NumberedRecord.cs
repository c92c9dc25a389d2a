namespace ActorRelay.Tests.EndToEnd;

/// <summary>One generated record.</summary>
/// <param name="Number">Its place among all of them, from 0; its field <see cref="NumberedRecords.Field"/> says so.</param>
/// <param name="Dataset">What it is posted as.</param>
/// <param name="Json">It, as Logpush would send it: one line, without a line feed.</param>
internal sealed record NumberedRecord(long Number, string Dataset, byte[] Json);
