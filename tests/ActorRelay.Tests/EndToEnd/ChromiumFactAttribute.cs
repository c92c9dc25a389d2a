namespace ActorRelay.Tests.EndToEnd;

/// <summary>A test in a real Chromium, which Debian has as <c>chromium</c> and <c>chromium-driver</c>. CI must have them.</summary>
public sealed class ChromiumFactAttribute : FactAttribute
{
    /// <param name="withReceiver">It needs a real receiver too.</param>
    public ChromiumFactAttribute(bool withReceiver = false) =>
        Skip = withReceiver && RealReceivers.Missing is { } missing ? missing : Environment.GetEnvironmentVariable("CI") == "true" || (Find("chromium") is not null && Find("chromedriver") is not null)
            ? null
            : "there is no chromium and chromedriver here (Debian: apt install chromium chromium-driver)";

    /// <summary>Where a program is; null when it is nowhere in <c>PATH</c>.</summary>
    public static string? Find(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':')
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
