namespace ActorRelay.Tests.EndToEnd;

/// <summary>Where the things a build leaves behind are, seen from the tests' own binary.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The program as built in the configuration that these tests were built in.</summary>
    public static string Program { get; } = Path.Combine(
        Root, "src", "ActorRelay", "bin", Configuration, "net10.0", "actorrelay.dll");

    /// <summary>The command that starts a daemon unpacked by <c>./build.sh receivers</c>.</summary>
    public static string Daemon(string name) => Path.Combine(Root, ".receivers", "bin", name);

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ActorRelay.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests run outside of the repository");
        }

        return folder.FullName;
    }
}
