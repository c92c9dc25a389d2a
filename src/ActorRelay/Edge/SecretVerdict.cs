namespace ActorRelay.Edge;

/// <summary>Whether a secret opens a path. The log tells why not; the answer never does.</summary>
internal enum SecretVerdict
{
    Opens,

    /// <summary>There is no such header, or it is empty.</summary>
    Missing,

    /// <summary>It is none of the secrets.</summary>
    Wrong,

    /// <summary>It is one, for other paths.</summary>
    OtherPaths,
}
