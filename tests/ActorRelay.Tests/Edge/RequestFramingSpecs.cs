using System.Net;
using ActorRelay.Batches;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Edge;

/// <summary>Requests whose end others might see elsewhere, on raw sockets.</summary>
public sealed class RequestFramingSpecs : TestKit
{
    private const string Record = """{"a":"b"}""";
    private const string Chunked = $"9\r\n{Record}\r\n0\r\n\r\n";

    private readonly TestProbe _batches;

    public RequestFramingSpecs()
        : base("akka.test.single-expect-default = 20s")
    {
        _batches = CreateTestProbe();
        _batches.SetAutoPilot(new DelegateAutoPilot((_, message) =>
        {
            if (message is BatchesProtocol.Submit submit)
            {
                submit.Batch.Body.Dispose();
                submit.Answer.SetResult(new BatchAnswer(BatchOutcome.Confirmed, 1, 0, null));
            }

            return AutoPilot.KeepRunning;
        }));
    }

    [Theory]
    [InlineData("Content-Length: +9")]
    [InlineData("Content-Length: -9")]
    [InlineData("Content-Length: 0x9")]
    [InlineData("Content-Length: 9, 9")]
    [InlineData("Content-Length: 9 9")]
    [InlineData("Content-Length: 9;")]
    [InlineData("Content-Length: ")]
    [InlineData("Content-Length: 9\r\nContent-Length: 9")]
    [InlineData("Content-Length: 9\r\nContent-Length: 8")]
    [InlineData("content-length: +9")]
    [InlineData("Content-Length: 9\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 29")]
    [InlineData("Transfer-Encoding: chunked\r\nX-Content-Length: 1\r\nContent-Length: 29")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity")]
    [InlineData("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked, chunked")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    [InlineData("Transfer-Encoding: chunked, gzip")]
    [InlineData("Transfer-Encoding: gzip")]
    [InlineData("Transfer-Encoding: identity")]
    [InlineData("Transfer-Encoding: xchunked")]
    [InlineData("Transfer-Encoding: chunked;q=1")]
    [InlineData("Transfer-Encoding: \"chunked\"")]
    [InlineData("Transfer-Encoding: ")]
    [InlineData("Transfer-Encoding: \u000bchunked")]
    [InlineData("Transfer-Encoding : chunked")]
    public async Task Should_answer_400_and_close(string headers)
    {
        await using var server = await EdgeServer.StartAsync(EdgeTestSettings.With(EdgeTestSettings.Edge), _batches);
        using var post = await RawPost.BeginAsync(server.Url, "/a", headers);
        await post.SendAsync(Chunked);

        var answer = await post.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400", answer);
        Assert.Contains("Connection: close\r\n", answer);
        Assert.Equal(answer.IndexOf("HTTP/", StringComparison.Ordinal), answer.LastIndexOf("HTTP/", StringComparison.Ordinal));
        Assert.False(_batches.HasMessages);
        Assert.Empty(server.Log.Errors);
        Assert.DoesNotContain(server.Log.Warnings, line => line.Contains("Exception", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Content-Length: 9", Record)]
    [InlineData("Content-Length: 009", Record)]
    [InlineData("Content-Length:   9  ", Record)]
    [InlineData("Transfer-Encoding: chunked", Chunked)]
    [InlineData("transfer-encoding: Chunked", Chunked)]
    [InlineData("Transfer-Encoding: gzip, chunked", Chunked)]
    [InlineData("Transfer-Encoding: chunked", $"9;ext=1\r\n{Record}\r\n0\r\nTrailer: x\r\n\r\n")]
    public async Task Should_take_what_is_right(string headers, string body)
    {
        await using var server = await EdgeServer.StartAsync(EdgeTestSettings.With(EdgeTestSettings.Edge), _batches);
        using var post = await RawPost.BeginAsync(server.Url, "/a", headers);
        await post.SendAsync(body);

        Assert.StartsWith("HTTP/1.1 200", await post.ReadUntilAsync("confirmed"));
    }

    [Theory]
    [InlineData("this is no chunk\r\n")]
    [InlineData("9\r\n{\"a\":\"b\"}XX0\r\n\r\n")]
    [InlineData("-9\r\n{\"a\":\"b\"}\r\n0\r\n\r\n")]
    [InlineData("+9\r\n{\"a\":\"b\"}\r\n0\r\n\r\n")]
    [InlineData("0x9\r\n{\"a\":\"b\"}\r\n0\r\n\r\n")]
    [InlineData("fffffffff\r\n{\"a\":\"b\"}\r\n0\r\n\r\n")]
    [InlineData("\r\n")]
    public async Task Should_answer_bad_chunks_as_other_bad_bodies_and_warn_once(string chunks)
    {
        await using var server = await EdgeServer.StartAsync(EdgeTestSettings.With(EdgeTestSettings.Edge), _batches);
        foreach (var before in new[] { 0, 2000, 0 })
        {
            using var post = await RawPost.BeginAsync(server.Url, "/a", "Transfer-Encoding: chunked");
            if (before > 0)
            {
                await post.SendChunkAsync(new byte[before]);
            }

            await post.SendAsync(chunks);
            var answer = await post.ReadToEndAsync();

            Assert.StartsWith("HTTP/1.1 400", answer);
            Assert.Contains("Connection: close\r\n", answer);
            Assert.Contains("\"outcome\":\"invalid\"", answer);
            Assert.Contains("chunked framing", answer);
        }

        Assert.Equal(3, server.State.Requests.Of((int)HttpStatusCode.BadRequest));
        Assert.Equal(0, server.State.Requests.Abandoned);
        Assert.Empty(server.Log.Errors);
        Assert.Contains(" on /a with 400 ", Assert.Single(server.Log.Warnings));
        await AwaitAssertAsync(() => Assert.True(server.State.Admission.Report() is { Used: 0, Uploads: 0, Waiting: 0 }));
        Assert.Equal(0, server.State.Segments.Outstanding);
        Assert.False(_batches.HasMessages);
    }
}
