namespace ActorRelay.Commands;

/// <summary>
/// Where the program was started from. Trial mode is only for a person at a terminal: a service or a container that
/// has lost its settings must fail, not come up as something else.
/// </summary>
/// <param name="IsTerminal">Someone is there: standard input or output is a terminal.</param>
/// <param name="Service">What runs it when nobody is there, for the message; null when a person does.</param>
internal sealed record Surroundings(bool IsTerminal, string? Service)
{
    /// <param name="environment">Reads an environment variable; null when it is not set.</param>
    /// <param name="isTerminal">Standard input or output is a terminal.</param>
    /// <param name="isWindowsService">The process has no desktop.</param>
    public static Surroundings Detect(Func<string, string?> environment, bool isTerminal, bool isWindowsService)
    {
        bool IsSet(string name) => !string.IsNullOrEmpty(environment(name));

        // INVOCATION_ID alone is no proof: systemd also starts desktop terminals, and their shells inherit it.
        var service =
            IsSet("DOTNET_RUNNING_IN_CONTAINER") || IsSet("KUBERNETES_SERVICE_HOST") ? "a container"
            : IsSet("NOTIFY_SOCKET") || (IsSet("INVOCATION_ID") && !isTerminal) ? "a systemd service"
            : isWindowsService ? "a Windows service"
            : null;
        return new(isTerminal, service);
    }

    public static Surroundings OfThisProcess() => Detect(
        Environment.GetEnvironmentVariable,
        !Console.IsInputRedirected || !Console.IsOutputRedirected,
        OperatingSystem.IsWindows() && !Environment.UserInteractive);

    /// <summary>Somebody can read a banner.</summary>
    public bool IsInteractive => IsTerminal && Service is null;

    /// <summary>For a sentence: "started as ...".</summary>
    public override string ToString() =>
        Service ?? (IsTerminal ? "a program at a terminal" : "a program without a terminal");
}
