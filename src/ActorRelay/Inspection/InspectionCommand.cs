using System.Collections.Immutable;

namespace ActorRelay.Inspection;

/// <summary>This is one of the commands below <c>/relay/</c>; each word of it is a segment of the path.</summary>
/// <param name="Arguments">These are the names of the segments behind its words.</param>
/// <param name="Changes">
/// It changes something: only a POST with <see cref="Header"/> is taken, which no page of another site can make a browser
/// send.
/// </param>
/// <param name="Run">It is given the arguments, and writes the answer.</param>
internal sealed record InspectionCommand(
    ImmutableArray<string> Arguments, bool Changes, Func<HttpContext, string[], Task> Run)
{
    /// <summary>Members of a query that say what is meant; one that is there and says nothing is a slip, not all there is.</summary>
    private static readonly string[] Names = ["dataset", "from", "to", "before"];

    /// <summary>
    /// Members of the query that it takes. A command that changes something refuses others: one that was overlooked may have
    /// been meant to spare something.
    /// </summary>
    public ImmutableArray<string> Options { get; init; } = [];

    /// <summary>A POST that changes something has this header, with any value.</summary>
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

    /// <summary>What is wrong with the query; null when nothing is.</summary>
    public string? Slip(IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            if (Changes && !Options.Contains(name))
            {
                return $"it takes no {name}";
            }

            if (Names.Contains(name) && (values.Count != 1 || string.IsNullOrWhiteSpace(values[0])))
            {
                return $"{name}: one value expected, that is not empty";
            }
        }

        return null;
    }

    /// <summary>As a user writes it.</summary>
    public string Usage(string name) => string.Join(' ', [name, .. Arguments]);
}
