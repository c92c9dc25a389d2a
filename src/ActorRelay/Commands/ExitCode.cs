namespace ActorRelay.Commands;

/// <summary>What the program tells its caller.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>It was understood, and did not work.</summary>
    public const int Failed = 1;

    /// <summary>Settings or arguments are wrong; trying again without a change is no use.</summary>
    public const int Wrong = 2;
}
