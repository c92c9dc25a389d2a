namespace ActorRelay.Commands;

/// <summary>What was found of one Receiver's address, or of one certificate.</summary>
internal sealed record CheckReport(CheckLevel Level, string What, string Found)
{
    public override string ToString() => Level switch
    {
        CheckLevel.Good => $"{What}: {Found}",
        CheckLevel.Warning => $"warning: {What}: {Found}",
        _ => $"failed: {What}: {Found}",
    };
}
