using System.Buffers;
using System.Text;
using ActorRelay.EmbeddedReceiver;

namespace ActorRelay.Tests.EmbeddedReceiver;

public sealed class SenderNameSpecs
{
    [Theory]
    [InlineData("<34>Nov  3 09:05:07 gateway_http AccountID=\"x\"", "gateway_http")]
    [InlineData("<34>Nov 13 09:05:07 gateway_http", "gateway_http")]
    [InlineData("<34>1 2026-11-03T09:05:07.000000+09:00 host.example.com app - - - x", "host.example.com")]
    [InlineData("<191>2026-11-03T09:05:07Z fw-1 tag: x", "fw-1")]
    [InlineData("<0>Nov  3 09:05:07 2001:db8::1 x", "2001_db8__1")]
    [InlineData("<34>Nov  3 09:05:07 ../../etc/passwd x", "_._.._etc_passwd")]
    [InlineData("<34>Nov  3 09:05:07 .. x", "_.")]
    [InlineData("<34>Nov  3 09:05:07 a\\b x", "a_b")]
    [InlineData("<34>Nov  3 09:05:07 ホ x", "___")]
    [InlineData("<34>1 2026-11-03T09:05:07Z - app - - - x", "unknown")]
    [InlineData("<34>Nov  3 09:05:07  x", "unknown")]
    [InlineData("<34>hello there you", "unknown")]
    [InlineData("<192>Nov  3 09:05:07 host x", "unknown")]
    [InlineData("<-1>Nov  3 09:05:07 host x", "unknown")]
    [InlineData("<34", "unknown")]
    [InlineData("<>", "unknown")]
    [InlineData("hello", "unknown")]
    [InlineData("", "unknown")]
    public void Should_read_the_hostname_of_a_header(string message, string expected) =>
        Assert.Equal(expected, Read(message));

    [Fact]
    public void Should_cut_a_long_hostname() =>
        Assert.Equal(new string('h', SenderName.MaxLength), Read($"<34>Nov  3 09:05:07 {new string('h', 300)} x"));

    [Fact]
    public void Should_make_a_safe_file_name_of_anything()
    {
        var random = new Random(7);
        for (var i = 0; i < 100_000; i++)
        {
            var noise = new byte[random.Next(80)];
            random.NextBytes(noise);
            var name = Read([.. random.Next(2) == 0 ? "<34>Nov  3 09:05:07 "u8 : "<34>1 - "u8, .. noise]);
            Assert.Matches(@"\A[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}\z", name);
        }
    }

    private static string Read(string message) => Read(Encoding.UTF8.GetBytes(message));

    private static string Read(byte[] message)
    {
        var name = new char[SenderName.MaxLength];
        return new string(name, 0, SenderName.Read(new ReadOnlySequence<byte>(message), name));
    }
}
