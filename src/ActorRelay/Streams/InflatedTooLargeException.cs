using ActorRelay.Accounts;

namespace ActorRelay.Streams;

/// <summary>The body inflates to more than <c>max-inflated</c>.</summary>
internal sealed class InflatedTooLargeException(long limit)
    : BodyException($"the body inflates to more than max-inflated, {limit} bytes");
