using ActorRelay.Commands;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Commands;

public sealed class SendCommandSpecs : IAsyncLifetime
{
    private const string Secret = "s3cret-example";

    private readonly string _file = Path.GetTempFileName();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private FakeEdge _edge = null!;

    public async Task InitializeAsync() => _edge = await FakeEdge.StartAsync();

    public async Task DisposeAsync()
    {
        await _edge.DisposeAsync();
        File.Delete(_file);
        File.Delete(_file + ".sending");
    }

    [Fact]
    public async Task Should_post_the_preflight_and_then_every_line_once_in_batches()
    {
        var lines = Enumerable.Range(0, 25).Select(i => $$"""{"n":{{i}},"Name":"太郎"}""").ToArray();
        await File.WriteAllTextAsync(_file, string.Join('\n', lines));
        Assert.Equal(ExitCode.Ok, await SendAsync("--records", "10", "--secret", Secret));

        var uploads = _edge.Uploads.ToArray();
        Assert.True(uploads[0].IsPreflight);
        Assert.Equal([10, 10, 5], uploads[1..].Select(upload => upload.Lines.Length));
        Assert.Equal(lines, uploads[1..].SelectMany(upload => upload.Lines));
        Assert.All(uploads, upload =>
        {
            Assert.Equal("POST", upload.Method);
            Assert.Equal("/http_requests", upload.Path);
            Assert.Equal("gzip", upload.Headers["Content-Encoding"]);
            Assert.Equal(Secret, upload.Headers["X-Logpush-Auth"]);
            Assert.StartsWith("actorrelay-send/", upload.Headers["User-Agent"]);
        });
        Assert.StartsWith("sent 25 records in 3 batches", $"{_output}");
        Assert.DoesNotContain(Secret, $"{_output}{_error}");
    }

    [Fact]
    public async Task Should_add_up_what_was_set_aside()
    {
        await File.WriteAllTextAsync(_file, "{}\n{}\n{}\n");
        _edge.Answer = (upload, response) => FakeEdge.AnswerAsync(
            response, 200, """{"batch":"b1","outcome":"confirmed","records":1,"quarantined":2}""");
        Assert.Equal(ExitCode.Ok, await SendAsync("--records", "2"));
        Assert.Contains("4 set aside", $"{_output}");
        Assert.Contains("200 confirmed", $"{_error}");
    }

    [Fact]
    public async Task Should_send_again_what_is_answered_503()
    {
        await File.WriteAllTextAsync(_file, "{\"a\":1}\n");
        var refusals = 2;
        _edge.Answer = (upload, response) => !upload.IsPreflight && refusals-- > 0
            ? FakeEdge.AnswerAsync(response, 503, "no room", retryAfter: "0")
            : FakeEdge.AnswerAsync(response, 200);
        Assert.Equal(ExitCode.Ok, await SendAsync());
        Assert.Equal(["{\"a\":1}\n", "{\"a\":1}\n", "{\"a\":1}\n"], _edge.Uploads.Skip(1).Select(upload => upload.Body));
        Assert.Contains("503 no room; again in 0 s (2 of 5)", $"{_error}");
    }

    [Fact]
    public async Task Should_give_up_after_so_many_retries_and_say_where()
    {
        await File.WriteAllTextAsync(_file, "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
        _edge.Answer = (upload, response) => upload.Body.Contains("2")
            ? FakeEdge.AnswerAsync(response, 503, "Receiver siem is down", retryAfter: "0")
            : FakeEdge.AnswerAsync(response, 200);
        Assert.Equal(ExitCode.Failed, await SendAsync("--records", "1", "--retry", "3"));
        Assert.Equal(1 + 1 + 4, _edge.Uploads.Count);
        Assert.Contains($"not answered 200: batch 2, from line 2 of {_file}", $"{_error}");
        Assert.StartsWith("sent 1 record in 1 batch,", $"{_output}");
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(201)]
    [InlineData(500)]
    public async Task Should_fail_at_once_on_any_other_answer(int status)
    {
        await File.WriteAllTextAsync(_file, "{\"a\":1}\n");
        _edge.Answer = (_, response) => FakeEdge.AnswerAsync(response, status, "no\u001b[2J\nmore");
        Assert.Equal(ExitCode.Failed, await SendAsync());
        Assert.True(Assert.Single(_edge.Uploads).IsPreflight);
        Assert.Contains($"pre-flight: {status} no [2J more", $"{_error}");
    }

    [Fact]
    public async Task Should_send_again_what_a_connection_was_lost_with()
    {
        await File.WriteAllTextAsync(_file, "{\"a\":1}\n{\"a\":2}\n");
        var breaks = 1;
        _edge.Answer = (upload, response) =>
        {
            if (upload.Body.Contains('2') && breaks-- > 0)
            {
                response.HttpContext.Abort();
            }

            return FakeEdge.AnswerAsync(response, 200);
        };
        Assert.Equal(ExitCode.Ok, await SendAsync("--records", "1"));
        Assert.Equal(
            ["{\"a\":1}\n", "{\"a\":2}\n", "{\"a\":2}\n"], _edge.Uploads.Skip(1).Select(upload => upload.Body));
        Assert.Matches($"cannot post to {_edge.Url}http_requests: .*; again in 1 s \\(1 of 5\\)", $"{_error}");
        Assert.StartsWith("sent 2 records in 2 batches", $"{_output}");
    }

    [Fact]
    public async Task Should_wait_for_an_edge_that_listens_later()
    {
        await File.WriteAllTextAsync(_file, "{\"a\":1}\n");
        var port = FreePort.Take();
        var said = TextWriter.Synchronized(_error);
        var sending = RelayCommandLine.RunAsync(["send", _file, "--to", $"http://127.0.0.1:{port}/x"], _output, said);
        await Eventually.TrueAsync(() => Said().Contains("Connection refused"), Said);

        await using var edge = await FakeEdge.StartAsync(port);

        Assert.Equal(ExitCode.Ok, await sending);
        Assert.Equal("{\"a\":1}\n", edge.Uploads.Last().Body);
        Assert.Contains("again in 1 s (1 of 5)", Said());

        // It writes under this lock.
        string Said()
        {
            lock (said)
            {
                return $"{_error}";
            }
        }
    }

    [Fact]
    public async Task Should_fail_in_one_line_when_nobody_listens()
    {
        var port = FreePort.Take();
        var to = $"http://u:{Secret}@127.0.0.1:{port}/x?k={Secret}";
        Assert.Equal(ExitCode.Failed, await RunAsync("send", _file, "--to", to, "--retry", "0"));
        var line = Assert.Single($"{_error}".Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"actorrelay: cannot post to http://127.0.0.1:{port}/x: ", line);
        Assert.DoesNotContain(Secret, line);
    }

    [Fact]
    public async Task Should_fail_in_one_line_when_the_file_is_missing()
    {
        Assert.Equal(ExitCode.Failed, await RunAsync("send", _file + ".no", "--to", $"{_edge.Url}"));
        Assert.Equal($"actorrelay: cannot read {_file}.no: there is no such file{Environment.NewLine}", $"{_error}");
        Assert.Empty(_edge.Uploads);
    }

    [Fact]
    public async Task Should_name_a_line_that_no_batch_can_hold()
    {
        await File.WriteAllTextAsync(_file, "{}\n" + new string('x', 100) + "\n");
        Assert.Equal(ExitCode.Failed, await SendAsync("--bytes", "50"));
        Assert.Contains("line 2 is longer than a batch may be (50 bytes)", $"{_error}");
    }

    [Fact]
    public async Task Should_take_the_secret_from_a_file_into_the_header_that_is_wanted()
    {
        var secretFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(secretFile, Secret + "\n");
        await File.WriteAllTextAsync(_file, "{}\n");
        Assert.Equal(ExitCode.Ok, await SendAsync("--secret-file", secretFile, "--header", "X-Other"));
        File.Delete(secretFile);
        Assert.Equal(2, _edge.Uploads.Count);
        Assert.All(_edge.Uploads, upload => Assert.Equal(Secret, upload.Headers["X-Other"]));
    }

    [Fact]
    public async Task Should_fail_when_there_is_nothing_to_send()
    {
        await File.WriteAllTextAsync(_file, "\n");
        Assert.Equal(ExitCode.Failed, await SendAsync());
        Assert.StartsWith("sent 0 records in 0 batches", $"{_output}");
        Assert.Contains($"actorrelay: nothing to send: there is no record in {_file}", $"{_error}");
    }

    [Fact]
    public async Task Should_inflate_a_file_that_is_gzip()
    {
        await File.WriteAllBytesAsync(_file, LogpushClient.Compress("{\"a\":1}\n{\"a\":2}\n"u8));
        Assert.Equal(ExitCode.Ok, await SendAsync());
        Assert.Equal("{\"a\":1}\n{\"a\":2}\n", _edge.Uploads.Last().Body);
    }

    [Fact]
    public async Task Should_show_outcome_and_error_of_an_answer()
    {
        _edge.Answer = (_, response) => FakeEdge.AnswerAsync(
            response, 404, """{"batch":"b1","outcome":"no-route","error":"no route takes the dataset"}""");
        Assert.Equal(ExitCode.Failed, await SendAsync());
        Assert.Contains("pre-flight: 404 no-route: no route takes the dataset", $"{_error}");
    }

    [Fact]
    public async Task Should_say_that_a_folder_is_one()
    {
        var folder = Path.GetTempPath();
        Assert.Equal(ExitCode.Failed, await SendAsync("--secret-file", folder));
        Assert.Contains($"cannot read the secret: {folder} is a folder", $"{_error}");
        Assert.Equal(ExitCode.Wrong, await RunAsync("check", "--config", folder));
        Assert.Contains("it is a folder", $"{_error}");
    }

    [Fact]
    public async Task Should_say_why_tls_failed()
    {
        var to = new UriBuilder(_edge.Url) { Scheme = "https" }.Uri;
        await File.WriteAllTextAsync(_file, "{}\n");
        Assert.Equal(ExitCode.Failed, await RunAsync("send", _file, "--to", $"{to}"));
        Assert.Contains("actorrelay: cannot post to https://", $"{_error}");
        Assert.DoesNotContain("inner exception", $"{_error}");
    }

    private Task<int> SendAsync(params string[] more) =>
        RunAsync(["send", _file, "--to", new Uri(_edge.Url, "/http_requests").ToString(), .. more]);

    private Task<int> RunAsync(params string[] args) => RelayCommandLine.RunAsync(args, _output, _error);
}
