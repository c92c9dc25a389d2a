using System.Buffers;
using System.Text;
using ActorRelay.EmbeddedReceiver;
using ActorRelay.Tests.Streams;

namespace ActorRelay.Tests.EmbeddedReceiver;

public sealed class FrameReaderSpecs
{
    private const int Limit = 100_000;

    [Theory]
    [InlineData("<34>one\n<34>two\n")]
    [InlineData("<34>one\r\n<34>two\r\n")]
    [InlineData("7 <34>one7 <34>two")]
    [InlineData("7 <34>one<34>two\n")]
    [InlineData("<34>one\n7 <34>two")]
    [InlineData("8 <34>one\n8 <34>two\n")]
    [InlineData("7 <34>one\n7 <34>two\n")]
    [InlineData("\n\r\n<34>one\n\n\n<34>two\n\n")]
    public void Should_take_either_framing_for_each_message(string stream) =>
        Assert.Equal(["<34>one", "<34>two"], ReadAll(Encoding.UTF8.GetBytes(stream), chunk: () => int.MaxValue));

    [Fact]
    public void Should_keep_a_line_feed_inside_an_octet_counted_message() =>
        Assert.Equal(["a\nb"], ReadAll("3 a\nb"u8.ToArray(), chunk: () => int.MaxValue));

    [Fact]
    public void Should_count_octets_not_characters() =>
        Assert.Equal(["太郎", "x"], ReadAll(Encoding.UTF8.GetBytes("6 太郎1 x"), chunk: () => 1));

    [Fact]
    public void Should_find_the_same_messages_however_the_stream_is_cut()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var messages = Enumerable.Range(0, 60).Select(_ => RandomMessage(random)).ToArray();
            var stream = new MemoryStream();
            foreach (var message in messages)
            {
                var octets = Encoding.UTF8.GetByteCount(message);
                stream.Write(Encoding.UTF8.GetBytes(random.Next(2) == 0 ? $"{message}\n" : $"{octets} {message}"));
            }

            var largest = random.Next(1, 3000);
            Assert.Equal(messages, ReadAll(stream.ToArray(), () => random.Next(1, largest + 1)));
        }
    }

    [Fact]
    public void Should_take_a_line_of_the_limit_and_refuse_a_longer_one()
    {
        var longest = new string('x', Limit);
        Assert.Equal([longest], ReadAll(Encoding.UTF8.GetBytes(longest + "\n"), () => 999));
        Assert.Equal([longest], ReadAll(Encoding.UTF8.GetBytes($"{Limit} {longest}"), () => 999));
        Assert.Throws<FramingException>(() => ReadAll(Encoding.UTF8.GetBytes(longest + "x\n"), () => int.MaxValue));
        Assert.Throws<FramingException>(() => ReadAll(Encoding.UTF8.GetBytes(longest + "x"), () => 999));
        Assert.Throws<FramingException>(() => ReadAll(Encoding.UTF8.GetBytes($"{Limit + 1} "), () => 999));
    }

    [Theory]
    [InlineData("12x")]
    [InlineData("0 ")]
    [InlineData("007 <34>one")]
    [InlineData("2026-11-03T09:05:07Z host")]
    [InlineData("99999999999999999999 x")]
    public void Should_refuse_what_begins_with_a_digit_and_is_no_count(string stream) =>
        Assert.Throws<FramingException>(() => ReadAll(Encoding.UTF8.GetBytes(stream), () => 1));

    [Fact]
    public void Should_take_a_last_line_that_lacks_its_line_feed()
    {
        var reader = new FrameReader(Limit);
        Assert.True(reader.TryReadLast(new ReadOnlySequence<byte>("<34>torn\r"u8.ToArray()), out var last));
        Assert.Equal("<34>torn", Encoding.UTF8.GetString(last));
        Assert.False(reader.TryReadLast(ReadOnlySequence<byte>.Empty, out _));
        var counted = new ReadOnlySequence<byte>("9 <34>torn"u8.ToArray());
        Assert.Throws<FramingException>(() => reader.TryReadLast(counted, out _));
    }

    private static string RandomMessage(Random random)
    {
        var length = random.Next(10) == 0 ? random.Next(5000) : random.Next(1, 200);
        var text = new StringBuilder("<34>");
        while (text.Length < length)
        {
            text.Append(random.Next(4) switch { 0 => "郎", 1 => "\"\\", 2 => $"{random.Next(100)}", _ => " key=" });
        }

        return text.ToString();
    }

    /// <summary>Reads as a connection does: what was not consumed comes again, with more behind it.</summary>
    private static List<string> ReadAll(byte[] stream, Func<int> chunk)
    {
        var reader = new FrameReader(Limit);
        var messages = new List<string>();
        for (int consumed = 0, received = 0; received < stream.Length;)
        {
            received = (int)Math.Min(stream.Length, (long)received + chunk());
            var buffer = Bodies.Segmented(stream[consumed..received], 1000);
            var before = buffer.Length;
            while (reader.TryRead(ref buffer, out var message))
            {
                messages.Add(Encoding.UTF8.GetString(message));
            }

            consumed += (int)(before - buffer.Length);
        }

        return messages;
    }
}
