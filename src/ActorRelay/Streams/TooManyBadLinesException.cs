using ActorRelay.Accounts;

namespace ActorRelay.Streams;

/// <summary>More of a body's lines are bad than may be set aside by line.</summary>
internal sealed class TooManyBadLinesException(long line, int maxLines) : BodyException(
    $"line {line} is one bad line more than may be set aside of a body: {maxLines} (relay.quarantine.max-lines), and 16 MiB of them");
