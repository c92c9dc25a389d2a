using System.Collections.Immutable;
using ActorRelay.Records.Shaping;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>Which Receivers records of some datasets go to; every one of them must confirm.</summary>
internal sealed record RouteSettings
{
    /// <summary>Globs (<c>*</c> matches any run of characters), compared without regard to case.</summary>
    public required ImmutableArray<string> Datasets { get; init; }

    /// <summary>Names of Receivers, never one twice. Empty when the route discards what it takes, and only then.</summary>
    public required ImmutableArray<string> Receivers { get; init; }

    public required InputStyle Input { get; init; }

    /// <summary>The member of an envelope that has the records; empty where a body is none.</summary>
    public string Unwrap { get; init; } = "";

    /// <summary>Which records of the datasets it takes, and what becomes of them.</summary>
    public RecordRules Rules { get; init; } = RecordRules.None;

    /// <summary>No record of its datasets gets to the routes after this one.</summary>
    public bool LetsNoneBy => Rules.Where is null && !Rules.GoesOn;

    /// <summary>What becomes of lines that are not valid UTF-8.</summary>
    public InvalidUtf8 InvalidUtf8 { get; init; }

    /// <summary>Where the event time of its datasets' records is; empty: where the catalogue says.</summary>
    public ImmutableArray<string> EventTime { get; init; } = [];

    /// <summary>It makes the same records of a body.</summary>
    public bool ReadsLike(RouteSettings other) =>
        Input == other.Input && Unwrap == other.Unwrap && InvalidUtf8 == other.InvalidUtf8;

    public bool Takes(string dataset) => Datasets.Any(pattern => Glob.Matches(pattern, dataset));
}
