using System.Collections.Immutable;

namespace ActorRelay.Commands;

/// <summary>One upload of the demo, and what must become of it.</summary>
/// <param name="Title">What the table calls it.</param>
/// <param name="Path">Where it is posted to.</param>
/// <param name="Lines">All lines, the bad ones too.</param>
/// <param name="Records">The lines that must arrive, in this order.</param>
/// <param name="Expected">What they must look like.</param>
internal sealed record DemoBatch(
    string Title, string Path, ImmutableArray<string> Lines, ImmutableArray<string> Records, ExpectedLine Expected)
{
    /// <summary>Lines that must be set aside.</summary>
    public int Bad => Lines.Length - Records.Length;

    public static DemoBatch Of(SampleBatch sample) => new(
        sample.Dataset,
        $"/{sample.Dataset}",
        sample.Records,
        sample.Records,
        new ExpectedLine(sample.Dataset, sample.EventField));

    /// <summary>A few good records with lines among them that cannot be delivered.</summary>
    public static DemoBatch WithBadLines(SampleBatch sample)
    {
        var good = sample.Records[..4];
        var torn = """{"Truncated":"by a crash, per""";
        ImmutableArray<string> lines = [good[0], torn, good[1], good[2], "not JSON", good[3]];
        return new DemoBatch(
            $"{sample.Dataset} (2 bad lines)",
            $"/{sample.Dataset}/bad-lines",
            lines,
            good,
            new ExpectedLine(sample.Dataset, sample.EventField));
    }
}
