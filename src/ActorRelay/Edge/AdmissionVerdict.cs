namespace ActorRelay.Edge;

/// <summary>What <see cref="Admission"/> says to a new upload.</summary>
internal enum AdmissionVerdict
{
    Admitted,

    /// <summary>It does not fit now, or an older upload waits for room.</summary>
    NoRoom,

    /// <summary>The relay is stopping.</summary>
    Draining,
}
