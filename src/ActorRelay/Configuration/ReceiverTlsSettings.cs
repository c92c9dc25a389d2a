using System.Collections.Immutable;

namespace ActorRelay.Configuration;

/// <summary>
/// How a Receiver is known, and how the relay shows who it is: <c>receivers.NAME.tls { }</c>. Paths are absolute, files PEM; each
/// new connection uses them as they are then.
/// </summary>
internal sealed record ReceiverTlsSettings
{
    /// <summary>The authorities that its certificate must come from; null for those of the system.</summary>
    public string? Ca { get; init; }

    /// <summary>The name that its certificate must have; null for the host of its address.</summary>
    public string? ServerName { get; init; }

    /// <summary>The relay's own certificate with its intermediates; null for none.</summary>
    public string? Certificate { get; init; }

    /// <summary>Its private key, unencrypted; null where there is no certificate.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// SHA-256 of certificates, as upper-case hex digits. Where there are some, its certificate must be one of these, and neither
    /// authority nor name nor dates are looked at (RFC 5425 section 5.1).
    /// </summary>
    public ImmutableArray<string> Fingerprints { get; init; } = [];
}
