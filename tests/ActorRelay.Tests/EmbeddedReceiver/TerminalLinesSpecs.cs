using System.Buffers;
using System.Text;
using ActorRelay.EmbeddedReceiver;

namespace ActorRelay.Tests.EmbeddedReceiver;

public sealed class TerminalLinesSpecs
{
    [Fact]
    public async Task Should_not_let_a_message_steer_the_terminal()
    {
        var terminal = new StringWriter { NewLine = "\n" };
        var lines = new TerminalLines(terminal);
        await lines.TakeAsync(Sequence("<34>a\u001b[2J\u009bb\n\u007f太郎"), CancellationToken.None);
        await lines.TakeAsync(Sequence("<34>plain"), CancellationToken.None);
        Assert.Equal("<34>a#033[2J#233b#012#177太郎\n<34>plain\n", terminal.ToString());
    }

    [Fact]
    public async Task Should_write_to_a_stream_what_came()
    {
        var stream = new MemoryStream();
        var lines = new StreamLines(stream);
        await lines.TakeAsync(Sequence("<34>a\u001b[2J"), CancellationToken.None);
        await lines.TakeAsync(Sequence("two\nlines"), CancellationToken.None);
        await lines.FlushAsync(CancellationToken.None);
        Assert.Equal("<34>a\u001b[2J\ntwo#012lines\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static ReadOnlySequence<byte> Sequence(string text) => new(Encoding.UTF8.GetBytes(text));
}
