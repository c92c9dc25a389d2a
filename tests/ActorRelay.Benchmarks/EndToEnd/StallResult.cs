namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>A server while its Receiver reads nothing and large posts are open.</summary>
/// <param name="Server">Which.</param>
/// <param name="CompressedInFlight">Bytes as posted, all of them open.</param>
/// <param name="RssBefore">Resident bytes before the posts.</param>
/// <param name="RssStalled">Resident bytes when it had come to rest.</param>
/// <param name="RssAfter">Resident bytes at the end of the stall.</param>
/// <param name="PeakRss">The most that was resident from the first post to the end of the stall.</param>
/// <param name="BlockBytes">Block bytes made by the end of the stall.</param>
/// <param name="Length">From rest to the end.</param>
internal sealed record StallResult(
    string Server,
    long CompressedInFlight,
    long RssBefore,
    long RssStalled,
    long RssAfter,
    long PeakRss,
    long BlockBytes,
    TimeSpan Length);
