namespace ActorRelay.Tests.EndToEnd;

/// <summary>A test of what <c>./build.sh publish</c> makes, and of what is in <c>deploy</c>. CI must have what it needs.</summary>
public sealed class DeployFactAttribute : FactAttribute
{
    /// <param name="needs">A program that the machine must have.</param>
    public DeployFactAttribute(string needs = "sh")
    {
        var isThere = Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, needs)));
        if (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = !isThere ? $"there is no {needs} here"
                : !File.Exists(Deployed.Program) ? "./build.sh publish has not been run"
                : null;
        }
    }
}
