namespace ActorRelay.Configuration;

/// <summary>Certificate files of an https listener, absolute paths, PEM. They are read again when they change.</summary>
internal sealed record TlsSettings
{
    /// <summary>The certificate, followed by its intermediates.</summary>
    public required string Certificate { get; init; }

    /// <summary>Its private key, unencrypted.</summary>
    public required string Key { get; init; }

    /// <summary>When set, a client must show a certificate that one of these issued.</summary>
    public required string? ClientCa { get; init; }
}
