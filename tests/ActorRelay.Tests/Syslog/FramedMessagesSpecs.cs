using System.Text;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

public sealed class FramedMessagesSpecs
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Should_know_of_every_byte_where_its_message_begins(bool octetCounting)
    {
        var framing = octetCounting ? Framing.OctetCounting : Framing.Newline;
        var random = new Random(7);
        var starts = new List<int>();
        var content = new List<byte>();
        for (var i = 0; i < 50; i++)
        {
            var message = new string((char)('a' + i % 26), random.Next(0, 300));
            starts.AddRange(Enumerable.Repeat(content.Count, Framed(message).Length));
            content.AddRange(Framed(message));
        }

        starts.Add(content.Count);
        var bytes = content.ToArray();
        Assert.Equal(50, FramedMessages.Count(framing, bytes));
        Assert.Equal(starts, Enumerable.Range(0, bytes.Length + 1).Select(i => FramedMessages.StartAt(framing, bytes, i)));

        byte[] Framed(string message) => Encoding.ASCII.GetBytes(
            framing == Framing.Newline ? $"{message}\n" : $"{message.Length} {message}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Should_find_nothing_in_nothing(bool octetCounting)
    {
        var framing = octetCounting ? Framing.OctetCounting : Framing.Newline;
        Assert.Equal(0, FramedMessages.Count(framing, []));
        Assert.Equal(0, FramedMessages.StartAt(framing, [], 0));
    }
}
