using System.IO.Enumeration;

namespace ActorRelay.Configuration;

/// <summary>
/// The patterns of routes and secrets: <c>*</c> stands for any run of characters; case does not matter.
/// </summary>
internal static class Glob
{
    public static bool Matches(string pattern, string text) =>
        FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true);
}
