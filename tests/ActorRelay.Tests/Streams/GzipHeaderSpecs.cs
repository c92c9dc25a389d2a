using System.Buffers;
using System.Text;
using ActorRelay.Streams;

namespace ActorRelay.Tests.Streams;

public sealed class GzipHeaderSpecs
{
    private static readonly byte[] Content = [1, 2, 3, 0, 4];

    public static TheoryData<int, string> Flags()
    {
        var data = new TheoryData<int, string>();
        foreach (var flags in Enumerable.Range(0, 32))
        {
            data.Add(flags, flags % 2 == 0 ? "" : "a name");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Flags))]
    public void Should_skip_every_optional_field_wherever_segments_end(int flags, string name)
    {
        byte[] body = [.. Header(flags, name), .. Content];
        foreach (var size in new[] { 1, 2, 3, 7, body.Length })
        {
            Assert.Equal(Content, GzipHeader.Skip(Bodies.Segmented(body, size)).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Flags))]
    public void Should_take_all_of_a_body_whose_header_is_cut_off(int flags, string name)
    {
        var header = Header(flags, name);
        for (var length = 0; length < header.Length; length++)
        {
            Assert.Equal(header[..length], GzipHeader.Skip(new ReadOnlySequence<byte>(header[..length])).ToArray());
        }
    }

    [Fact]
    public void Should_take_all_of_a_body_that_is_not_gzip()
    {
        var body = Encoding.UTF8.GetBytes("{\"a\":\"a longer one than a header\"}\n");

        Assert.Equal(body, GzipHeader.Skip(new ReadOnlySequence<byte>(body)).ToArray());
    }

    /// <summary>RFC 1952 section 2.3; bit 0 (FTEXT) has no field.</summary>
    private static byte[] Header(int flags, string name) =>
    [
        0x1f, 0x8b, 8, (byte)flags, 11, 22, 33, 44, 0, 255,
        .. (flags & 4) != 0 ? (byte[])[3, 0, 9, 0, 9] : [],
        .. (flags & 8) != 0 ? (byte[])[.. Encoding.Latin1.GetBytes(name), 0] : [],
        .. (flags & 16) != 0 ? (byte[])[.. Encoding.Latin1.GetBytes("a comment"), 0] : [],
        .. (flags & 2) != 0 ? (byte[])[7, 7] : [],
    ];
}
