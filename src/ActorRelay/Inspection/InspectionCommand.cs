using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace ActorRelay.Inspection;

/// <summary>One of the commands below <c>/relay/</c>; each word of it is a segment of the path.</summary>
/// <param name="Arguments">Names of the segments behind its words.</param>
/// <param name="Changes">
/// It changes something: only a POST with <see cref="Header"/> is taken, which no page of another site can make a browser
/// send.
/// </param>
/// <param name="Run">Answers; gets the arguments.</param>
internal sealed record InspectionCommand(
    ImmutableArray<string> Arguments, bool Changes, Func<HttpContext, string[], Task> Run)
{
    /// <summary>Any value will do.</summary>
    public const string Header = "X-Relay-Command";

    public static InspectionCommand Asks(Func<HttpContext, string[], Task> run, params string[] arguments) =>
        new([.. arguments], Changes: false, run);

    public static InspectionCommand Does(Func<HttpContext, string[], Task> run, params string[] arguments) =>
        new([.. arguments], Changes: true, run);

    /// <summary>There are as many as it takes; one in brackets may be left out.</summary>
    public bool Takes(string[] arguments) =>
        arguments.Length <= Arguments.Length
        && arguments.Length >= Arguments.Count(name => !name.StartsWith('['))
        && !arguments.Contains("");

    /// <summary>As a user writes it.</summary>
    public string Usage(string name) => string.Join(' ', [name, .. Arguments]);
}
