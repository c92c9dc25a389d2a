namespace ActorRelay.Syslog;

/// <summary>
/// Turns the lines of one batch into syslog messages for one output. A pure function of the line and of what it was
/// made with; it keeps buffers and a clock cache, so one thread at a time.
/// </summary>
internal sealed class LineFormatter
{
    /// <summary>Bytes that must be readable behind the source and writable behind the room in the destination.</summary>
    public const int Slack = 64;

    public LineFormatter(OutputFormat format, LineContext context)
    {
        _ = format;
        _ = context;
    }

    /// <summary>Formats the first line of <paramref name="source"/>.</summary>
    /// <param name="source">Whole lines, each ended by LF, then <see cref="Slack"/> bytes of any content.</param>
    /// <param name="validUtf8">The caller has checked that the source is valid UTF-8, so the line need not be.</param>
    /// <param name="destination">Room for the message, then <see cref="Slack"/> bytes that may be written over.</param>
    public LineResult Format(ReadOnlySpan<byte> source, bool validUtf8, Span<byte> destination) =>
        throw new NotImplementedException();
}
