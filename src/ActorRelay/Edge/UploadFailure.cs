namespace ActorRelay.Edge;

/// <summary>Why a body did not come in whole.</summary>
internal enum UploadFailure
{
    /// <summary>More bytes than <c>max-body</c>.</summary>
    TooLarge,

    /// <summary>Refused to make room for an older upload.</summary>
    NoRoom,

    /// <summary>Not in by <c>upload-timeout</c>, or slower than the least rate.</summary>
    TooSlow,

    /// <summary>The client went away.</summary>
    ClientGone,

    /// <summary>The transfer itself is malformed, such as a bad chunk length.</summary>
    Malformed,
}
