using System.Buffers;
using System.Security.Cryptography;
using ActorRelay.Batches;
using ActorRelay.Tests.Streams;

namespace ActorRelay.Tests.Batches;

public sealed class BodyHashSpecs
{
    private const int HeaderLength = 10;

    private static readonly byte[] Body = Bodies.Gzip("{\"a\":1}\n"u8);

    [Fact]
    public void Should_be_sha256_of_what_follows_the_header()
    {
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(Body.AsSpan(HeaderLength))), Of(Body).ToString());
        Assert.Equal(Of(Body), BodyHash.Of(Bodies.Segmented(Body, 3)));
    }

    [Fact]
    public void Should_not_change_with_the_time_in_the_header()
    {
        var later = Body.ToArray();
        later[4] ^= 0xff;

        Assert.Equal(Of(Body), Of(later));
    }

    [Fact]
    public void Should_change_with_any_other_byte()
    {
        for (var i = HeaderLength; i < Body.Length; i++)
        {
            var other = Body.ToArray();
            other[i] ^= 1;
            Assert.NotEqual(Of(Body), Of(other));
        }
    }

    private static BodyHash Of(byte[] body) => BodyHash.Of(new ReadOnlySequence<byte>(body));
}
