using System.Buffers;
using System.Text;

namespace ActorRelay.EmbeddedReceiver;

/// <summary>
/// Writes each message as one line to a terminal. Control characters become <c>#</c> and three octal digits, as rsyslog
/// writes them: whoever can send a message must not be able to steer the operator's terminal.
/// </summary>
internal sealed class TerminalLines(TextWriter terminal) : IMessageSink
{
    private readonly Lock _lock = new();

    public ValueTask TakeAsync(ReadOnlySequence<byte> message, CancellationToken cancellation)
    {
        var text = Encoding.UTF8.GetString(message);
        if (text.Any(char.IsControl))
        {
            text = string.Concat(text.Select(Escape));
        }

        lock (_lock)
        {
            terminal.WriteLine(text);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask FlushAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            terminal.Flush();
        }

        return ValueTask.CompletedTask;
    }

    private static string Escape(char c) => char.IsControl(c) ? $"#{Convert.ToString(c, 8).PadLeft(3, '0')}" : $"{c}";
}
