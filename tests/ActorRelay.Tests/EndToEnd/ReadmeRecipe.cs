namespace ActorRelay.Tests.EndToEnd;

/// <summary>A receiver's configuration as the README tells operators to write it.</summary>
internal static class ReadmeRecipe
{
    /// <param name="language">What the README's fenced block says it is in.</param>
    /// <param name="port">Instead of the README's.</param>
    /// <param name="folder">Instead of the README's.</param>
    public static string Read(string language, int port, string folder)
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var fence = $"```{language}\n";
        var start = readme.IndexOf(fence, StringComparison.Ordinal) + fence.Length;
        Assert.True(start > fence.Length, $"the README has no recipe for {language}");
        var recipe = readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];
        Assert.Contains("5514", recipe, StringComparison.Ordinal);
        Assert.Contains("/var/log/cloudflare", recipe, StringComparison.Ordinal);
        return recipe
            .Replace("5514", $"{port}", StringComparison.Ordinal)
            .Replace("/var/log/cloudflare", folder, StringComparison.Ordinal);
    }
}
