using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Syslog;

namespace ActorRelay.Delivery;

/// <summary>What is known of a block that was sent to a Receiver; the Receiver says what became of it.</summary>
/// <param name="from">Ordinal of the first record that may be in it.</param>
/// <param name="to">Ordinal of the first record behind it.</param>
/// <param name="lines">Messages in it.</param>
internal sealed class OutgoingBlock(
    string receiver, BatchId batch, string dataset, Framing framing, long from, long to, int lines, DateTimeOffset taken)
{
    private volatile Confirmed? _confirmed;

    public string Receiver => receiver;

    public BatchId Batch => batch;

    public string Dataset => dataset;

    /// <summary>When the Receiver took it to send it.</summary>
    public DateTimeOffset Taken => taken;

    /// <summary>By which connection; null while it is not confirmed.</summary>
    public string? Connection => _confirmed?.Connection;

    public DateTimeOffset? ConfirmedAt => _confirmed?.At;

    public void Confirm(string connection, DateTimeOffset now) => _confirmed = new Confirmed(connection, now);

    /// <param name="content">Of the block.</param>
    public void Find(ReadOnlySpan<byte> content, ReadOnlySpan<byte> text, int most, ImmutableArray<FoundLine>.Builder found)
    {
        var offset = 0;
        while (found.Count < most && content[offset..].IndexOf(text) is >= 0 and var at)
        {
            var start = FramedMessages.StartAt(framing, content, offset + at);
            long? line = lines == to - from ? from + FramedMessages.Count(framing, content[..start]) + 1 : null;
            found.Add(new FoundLine(this, line, from, to));
            offset = start + FramedMessages.First(framing, content[start..]).Length;
        }
    }

    private sealed record Confirmed(string Connection, DateTimeOffset At);
}
