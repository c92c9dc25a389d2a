namespace ActorRelay.Tests.Judge;

/// <summary>How a sender behaves; bounded in everything, so a relay that takes nothing ends the test and not its patience.</summary>
internal sealed record SenderHabits
{
    public ResendWay Way { get; init; } = ResendWay.Identical;

    /// <summary>Posts of one job at the same time.</summary>
    public int PostsAtOnce { get; init; } = 2;

    /// <summary>How long it waits for an answer before it hangs up, and takes that for a refusal.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>It never pauses longer than this, whatever Retry-After says.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Posts of one record, before it gives it up.</summary>
    public int Attempts { get; init; } = 200;

    /// <summary>For everything, before it gives the rest up.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(3);
}
