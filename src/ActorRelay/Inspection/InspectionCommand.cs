using System.Collections.Immutable;

namespace ActorRelay.Inspection;

/// <summary>
/// One inspection command, whatever the door: HTTP, the CLI and pbm serve it with the same words, options and results, and
/// make their help of it without a running relay.
/// </summary>
/// <remarks>
/// To add one: write a static class beside the others (<see cref="SpoolCommands"/> is a good model) whose handler asks
/// <c>/user/inspection</c> with <see cref="InspectionCall.AskAsync{T}(object)"/> and gives an <see cref="InspectionResult"/>,
/// and list it in <see cref="InspectionCommands.All"/>. A report serialises as the JSON of the HTTP door; without rows of its
/// own, text doors show what <see cref="ReportRows.Of(object)"/> makes of it. What it asks must be answered, or forwarded,
/// by <see cref="InspectionActor"/>.
/// </remarks>
/// <param name="Name">One or two words.</param>
/// <param name="Help">What it says or does, as one or more sentences.</param>
/// <param name="Run">The handler. It may throw <see cref="InspectionRefusedException"/>.</param>
internal sealed record InspectionCommand(string Name, string Help, Func<InspectionCall, Task<InspectionResult>> Run)
{
    /// <summary>These are the words behind its name; the last in brackets may be left out.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>
    /// A door refuses others: one that was overlooked may have been meant to spare something, or to ask for less than all.
    /// </summary>
    public ImmutableArray<InspectionOption> Options { get; init; } = [];

    /// <summary>It changes something: by HTTP it is a POST with a header that no page of another site can send.</summary>
    public bool Changes { get; init; }

    /// <summary>What it answers may hold records, as they came or as they were sent.</summary>
    public bool ShowsPayload { get; init; }

    /// <summary>As a user writes it.</summary>
    public string Usage => string.Join(' ', [Name, .. Arguments]);

    /// <summary>The same, with its options.</summary>
    public string FullUsage => string.Join(' ', [Usage, .. Options.Select(option => $"[{option.Usage}]")]);

    /// <summary>What is wrong with words and options; null when nothing is.</summary>
    public string? Slip(ImmutableArray<string> arguments, IReadOnlyDictionary<string, string> options)
    {
        if (arguments.Length > Arguments.Length
            || arguments.Length < Arguments.Count(name => !name.StartsWith('['))
            || arguments.Contains(""))
        {
            return $"it is used so: {Usage}";
        }

        foreach (var (name, value) in options)
        {
            if (Options.FirstOrDefault(option => option.Name == name) is not { } option)
            {
                return $"{Name}: it takes no {name}";
            }

            if (option.IsFlag ? value is not ("true" or "false") : string.IsNullOrWhiteSpace(value))
            {
                return $"{Name}: {name}: {(option.IsFlag ? "true or false expected" : "one value expected, that is not empty")}";
            }
        }

        return null;
    }
}

/// <summary>An option of a command: <c>--NAME VALUE</c>, or <c>?NAME=VALUE</c>.</summary>
/// <param name="Name">In lower case, with dashes where it has several words.</param>
/// <param name="Help">What it does, as one sentence.</param>
/// <param name="Value">How help calls its value; null for a flag, which is there or not.</param>
/// <param name="Letter">One letter for it, where there is one: <c>-n</c>.</param>
internal sealed record InspectionOption(string Name, string Help, string? Value = null, char? Letter = null)
{
    /// <summary>Most commands that take records of one dataset call it so.</summary>
    public static InspectionOption Dataset { get; } = new("dataset", "Only this dataset.", "NAME");

    public bool IsFlag => Value is null;

    public string Usage => IsFlag ? $"--{Name}" : $"--{Name} {Value}";
}
