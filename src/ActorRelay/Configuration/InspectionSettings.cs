using System.Collections.Immutable;

namespace ActorRelay.Configuration;

/// <summary>The operator's own listener: <c>relay.inspection { }</c>.</summary>
internal sealed record InspectionSettings
{
    public required ListenAddress Listen { get; init; }

    /// <summary>Its certificate; null without https.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>Whoever asks shows this; empty when none is set.</summary>
    public string Token { get; init; } = "";

    /// <summary>The file it was read from, absolute; null when it stands in the settings.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Names by which it may be asked, beside IP addresses and <c>localhost</c>. Without ports.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>Bytes for the lines that were sent last, for <c>find</c>, in whole MiB; 0 for none.</summary>
    public long FindMemory { get; init; }

    /// <summary>Without the token.</summary>
    public override string ToString() => $"inspection on {Listen}";
}
