using System.Collections.Immutable;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>Which Receivers a dataset's records go to; every one of them must confirm.</summary>
internal sealed record RouteSettings
{
    /// <summary>Globs (<c>*</c> matches any run of characters), compared without regard to case.</summary>
    public required ImmutableArray<string> Datasets { get; init; }

    /// <summary>Names of Receivers; never empty, never one twice.</summary>
    public required ImmutableArray<string> Receivers { get; init; }

    public required InputStyle Input { get; init; }
}
