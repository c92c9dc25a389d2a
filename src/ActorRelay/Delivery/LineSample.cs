using System.Threading.Channels;
using ActorRelay.Syslog;

namespace ActorRelay.Delivery;

/// <summary>
/// A live sample of lines as they are sent: those that one looks on at, at most <see cref="PerSecond"/>. Who takes them slowly
/// misses some. Thread-safe.
/// </summary>
/// <param name="receiver">Only to this Receiver; null for any.</param>
/// <param name="dataset">Only of this dataset; null for any.</param>
/// <param name="most">It is over after so many.</param>
internal sealed class LineSample(string? receiver, string? dataset, long most)
{
    public const int PerSecond = 20;

    private readonly Lock _lock = new();
    private readonly Channel<byte[]> _lines = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(PerSecond) { FullMode = BoundedChannelFullMode.DropWrite });

    private double _allowed = PerSecond;
    private DateTimeOffset _at;
    private long _left = most;

    public ChannelReader<byte[]> Lines => _lines.Reader;

    public bool IsOver => Volatile.Read(ref _left) <= 0;

    /// <summary>Nobody looks on any more.</summary>
    public void End()
    {
        lock (_lock)
        {
            Volatile.Write(ref _left, 0);
            _lines.Writer.TryComplete();
        }
    }

    /// <param name="content">Whole messages.</param>
    /// <returns>False when it is over.</returns>
    public bool Offer(string to, string of, Framing framing, ReadOnlySpan<byte> content, DateTimeOffset now)
    {
        if ((receiver is not null && receiver != to) || (dataset is not null && !dataset.Equals(of, StringComparison.OrdinalIgnoreCase)))
        {
            return !IsOver;
        }

        lock (_lock)
        {
            (_allowed, _at) = (Math.Min(PerSecond, _allowed + (now - _at).TotalSeconds * PerSecond), now);
            while (!content.IsEmpty && _allowed >= 1 && !IsOver)
            {
                var message = FramedMessages.First(framing, content);
                content = content[message.Length..];
                _allowed--;
                Volatile.Write(ref _left, _left - 1);
                _lines.Writer.TryWrite(FramedMessages.TextOf(framing, message).ToArray());
            }

            if (IsOver)
            {
                _lines.Writer.TryComplete();
            }

            return !IsOver;
        }
    }
}
