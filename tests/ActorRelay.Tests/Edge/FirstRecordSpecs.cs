using System.Buffers;
using ActorRelay.Edge;

namespace ActorRelay.Tests.Edge;

public sealed class FirstRecordSpecs
{
    private const string Record = """{"EdgeStartTimestamp":1,"Cookies":{"QueryName":"x"},"RayID":"a"}""";

    [Theory]
    [InlineData(Record + "\n" + """{"QueryName":"x"}""")]
    [InlineData(Record)]
    [InlineData("\r\n\n" + Record)]
    [InlineData("[" + Record + "," + Record + "]")]
    [InlineData("[\n" + Record + ",\n" + Record + "\n]")]
    [InlineData("""{"events":[""" + Record + "]}")]
    [InlineData("""{"events":[""" + "\n" + Record + "\n]}")]
    [InlineData("," + Record)]
    [InlineData("""{"\ud800":1,"EdgeStartTimestamp":1}""")]
    public void Should_find_the_first_record_in_every_shape(string text)
    {
        Assert.Equal("http_requests", Recognise(Bodies.Plain(text)));
        Assert.Equal("http_requests", Recognise(Bodies.Gzip(text)));
    }

    [Theory]
    [InlineData("""{"source":{"a":{"b":{"c":{"d":1}}}},"events":[""" + Record + """],"count":1}""", true)]
    [InlineData("""{"EdgeStartTimestamp":2,"events":[{"QueryName":"x"}]}""", false)]
    [InlineData("""{"QueryName":1,"events":[""" + Record, true)]
    public void Should_look_first_at_the_first_record_of_what_a_route_unwraps(string text, bool isHttp)
    {
        Assert.Equal(isHttp ? "http_requests" : "dns_logs", FirstRecord.Recognise(
            new ReadOnlySequence<byte>(Bodies.Gzip(text)),
            names => names.Contains("EdgeStartTimestamp") ? "http_requests" : names.Contains("QueryName") ? "dns_logs" : null,
            ["list", "events"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("test")]
    [InlineData("a,b,c\n1,2,3\n")]
    [InlineData("""{"QueryName":"x"}""")]
    [InlineData("{not json")]
    [InlineData("""{"\ud800":1}""")]
    public void Should_give_up_on_anything_else(string text)
    {
        Assert.Null(Recognise(Bodies.Plain(text)));
        Assert.Null(Recognise(Bodies.Gzip(text)));
    }

    [Fact]
    public void Should_use_what_can_be_read_of_a_record_that_is_cut_or_longer_than_64_KiB()
    {
        var text = """{"EdgeStartTimestamp":1,"URL":" """ + new string('a', 200_000) + "\"}";

        Assert.Equal("http_requests", Recognise(Bodies.Plain(text)));
        Assert.Equal("http_requests", Recognise(Bodies.Gzip(text)));
        Assert.Equal("http_requests", Recognise(Bodies.Gzip(text)[..100]));
    }

    [Fact]
    public void Should_not_fail_on_damaged_gzip()
    {
        var body = Bodies.Gzip(Record);
        body[10] ^= 0xff;

        Assert.Null(Recognise(body));
    }

    private static string? Recognise(byte[] body) => FirstRecord.Recognise(
        new ReadOnlySequence<byte>(body), names => names.Contains("EdgeStartTimestamp") ? "http_requests" : null);
}
