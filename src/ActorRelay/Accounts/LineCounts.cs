namespace ActorRelay.Accounts;

/// <summary>What an operator should know of the lines made for one Receiver, those that were made again included.</summary>
internal readonly record struct LineCounts
{
    /// <summary>Lines that were longer than <c>max-message</c>, and were shortened.</summary>
    public long Shortened { get; init; }

    /// <summary>Lines whose header shows the time of receipt, for their record has no event time that it could show.</summary>
    public long ReceiveTimeUsed { get; init; }

    public static LineCounts operator +(LineCounts a, LineCounts b) => new()
    {
        Shortened = a.Shortened + b.Shortened,
        ReceiveTimeUsed = a.ReceiveTimeUsed + b.ReceiveTimeUsed,
    };
}
