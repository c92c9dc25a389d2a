namespace ActorRelay.Edge;

/// <summary>Receiving -> Received -> Ended, or Receiving -> Refused -> Ended.</summary>
internal enum UploadState
{
    /// <summary>Its bytes are coming in; it may be refused.</summary>
    Receiving,

    /// <summary>It is whole, and keeps its room until its batch ends.</summary>
    Received,

    /// <summary>It must give its room to an older one.</summary>
    Refused,

    /// <summary>Its room was given back.</summary>
    Ended,
}
