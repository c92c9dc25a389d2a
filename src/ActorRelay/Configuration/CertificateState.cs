namespace ActorRelay.Configuration;

/// <summary>What is left of a certificate's lifetime, from good to worst.</summary>
internal enum CertificateState
{
    Good,

    /// <summary>At most a third, and 30 days: time to look why it was not renewed.</summary>
    ExpiresSoon,

    /// <summary>At most a tenth, and 14 days: the relay is degraded.</summary>
    Expires,

    /// <summary>Expired, or not valid yet.</summary>
    Invalid,
}
