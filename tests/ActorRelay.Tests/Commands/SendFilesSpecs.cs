using System.Text;
using ActorRelay.Commands;

namespace ActorRelay.Tests.Commands;

/// <summary>
/// <c>send</c> of many files, as they are fetched from a bucket: all of it once, whatever came between, and no secret shown.
/// </summary>
public sealed class SendFilesSpecs : IAsyncLifetime
{
    private const string Secret = "s3cret+of/the specs";

    private readonly DirectoryInfo _bucket = Directory.CreateTempSubdirectory("actorrelay-specs-");
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private FakeEdge _edge = null!;

    private string State => _bucket.FullName + ".sending";

    public async Task InitializeAsync() => _edge = await FakeEdge.StartAsync();

    public async Task DisposeAsync()
    {
        await _edge.DisposeAsync();
        _bucket.Delete(recursive: true);
        File.Delete(State);
        File.Delete(State + ".kept");
    }

    [Fact]
    public async Task Should_send_every_record_of_a_bucket_once_and_name_what_it_leaves_out()
    {
        Write("20261102/b.log.gz", "4", "5");
        Write("20261101/a.log.gz", "1", "2", "3");
        await File.WriteAllTextAsync(Path.Combine(_bucket.FullName, "ownership-challenge-1f.txt"), "token");

        Assert.Equal(ExitCode.Ok, await SendAsync("--records", "2"));

        Assert.Equal(["1", "2", "3", "4", "5"], Sent());
        Assert.Contains("left out, not called as NDJSON is (.gz, .log, .json, .ndjson, .jsonl): 1 file, ownership-challenge-1f.txt", $"{_error}");
        Assert.Contains("[2/2] ", $"{_error}");
        Assert.StartsWith("sent 5 records in 3 batches", $"{_output}");
        Assert.False(File.Exists(State));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Should_go_on_where_it_ended_and_send_nothing_twice(int parallel)
    {
        var records = Enumerable.Range(0, 60).Select(n => $"{n}").ToArray();
        for (var file = 0; file < 6; file++)
        {
            Write($"{file}.log.gz", records[(file * 10)..((file + 1) * 10)]);
        }

        string[] arguments = ["--records", "3", "--parallel", $"{parallel}"];
        var accepted = new List<string>();
        for (var round = 0; round < 100; round++)
        {
            // Each run is answered a few batches, then one 400: a run ends there.
            var left = 5;
            _edge.Answer = (upload, response) =>
            {
                lock (accepted)
                {
                    if (!upload.IsPreflight && --left < 0)
                    {
                        return FakeEdge.AnswerAsync(response, 400, "no");
                    }

                    accepted.AddRange(upload.IsPreflight ? [] : upload.Lines);
                    return FakeEdge.AnswerAsync(response, 200);
                }
            };
            if (await SendAsync(arguments) == ExitCode.Ok)
            {
                break;
            }

            Assert.Contains("the same command goes on where this one ended", $"{_error}");
        }

        Assert.Equal(records, accepted.OrderBy(int.Parse));
        Assert.False(File.Exists(State));
    }

    [Fact]
    public async Task Should_send_only_what_is_new_with_a_state_that_is_kept()
    {
        Write("a.log.gz", "1", "2");
        Assert.Equal(ExitCode.Ok, await SendAsync("--state", State + ".kept"));
        Write("b.log.gz", "3");
        Assert.Equal(ExitCode.Ok, await SendAsync("--state", State + ".kept"));
        Assert.Equal(ExitCode.Ok, await SendAsync("--state", State + ".kept"));
        Assert.Equal(["1", "2", "3"], Sent());

        // Written again, it is another file; and a line that was torn by a crash does not hide those behind it.
        await File.AppendAllTextAsync(State + ".kept", "lines 0 9");
        Write("b.log.gz", "3", "4");
        Assert.Equal(ExitCode.Ok, await SendAsync("--state", State + ".kept"));
        Assert.Equal(ExitCode.Ok, await SendAsync("--state", State + ".kept"));
        Assert.Equal(["1", "2", "3", "3", "4"], Sent());
    }

    [Fact]
    public async Task Should_not_take_what_went_elsewhere_for_sent()
    {
        Write("a.log.gz", "1");
        Assert.Equal(ExitCode.Ok, await SendAsync("--state", State + ".kept"));
        Assert.Equal(
            ExitCode.Failed, await RunAsync("send", _bucket.FullName, "--to", $"{_edge.Url}dns_logs?x=1", "--state", State + ".kept"));
        Assert.Contains($"is of a send to {_edge.Url}http_requests: delete it, or name another with --state", $"{_error}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(40)]
    public async Task Should_refuse_a_file_that_is_cut_and_send_the_others(int missing)
    {
        Write("a.log.gz", [.. Enumerable.Range(0, 50).Select(n => $"{n * 7919}")]);
        Write("b.log.gz", "1");
        var cut = Path.Combine(_bucket.FullName, "a.log.gz");
        var bytes = await File.ReadAllBytesAsync(cut);
        await File.WriteAllBytesAsync(cut, bytes[..^missing]);

        Assert.Equal(ExitCode.Failed, await SendAsync());

        Assert.Equal(["1"], Sent());
        Assert.Matches($@"a\.log\.gz is refused, nothing of it was sent: its gzip data is .*at byte|at or before byte {bytes.Length - missing}", $"{_error}");
        Assert.Contains("1 file could not be sent, see above", $"{_error}");

        await File.WriteAllBytesAsync(cut, bytes);
        Assert.Equal(ExitCode.Ok, await SendAsync());
        Assert.Equal(51, Sent().Length);
    }

    [Fact]
    public async Task Should_take_members_of_gzip_one_after_the_other()
    {
        await File.WriteAllBytesAsync(
            Path.Combine(_bucket.FullName, "a.gz"), [.. LogpushClient.Compress("1\n"u8), .. LogpushClient.Compress("2\n"u8)]);
        Assert.Equal(ExitCode.Ok, await SendAsync());
        Assert.Equal(["1", "2"], Sent());
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\0")]
    [InlineData("\0\0\0 \t\r\n", 3000)]
    public async Task Should_take_padding_behind_gzip_as_the_relay_does(string padding, int times = 1)
    {
        byte[] behind = [.. Enumerable.Repeat(Encoding.ASCII.GetBytes(padding), times).SelectMany(bytes => bytes)];
        await File.WriteAllBytesAsync(
            Path.Combine(_bucket.FullName, "a.gz"), [.. LogpushClient.Compress("1\n"u8), .. LogpushClient.Compress("2\n"u8), .. behind]);
        Assert.Equal(ExitCode.Ok, await SendAsync());
        Assert.Equal(["1", "2"], Sent());
    }

    [Theory]
    [InlineData(-5, "\0\0\0\0\0\0")]
    [InlineData(-8, "\n")]
    [InlineData(0, "\0\0x")]
    [InlineData(0, "x\0\0")]
    public async Task Should_take_nothing_else_for_padding(int cut, string behind)
    {
        var whole = LogpushClient.Compress("1\n"u8);
        await File.WriteAllBytesAsync(
            Path.Combine(_bucket.FullName, "a.gz"), [.. whole.AsSpan(0, whole.Length + cut), .. Encoding.ASCII.GetBytes(behind)]);
        Assert.Equal(ExitCode.Failed, await SendAsync());
        Assert.Empty(Sent());
    }

    [Fact]
    public async Task Should_take_the_secret_from_the_url_as_logpush_does_and_keep_it_out_of_the_query()
    {
        Write("a.log.gz", "1");
        var to = $"{_edge.Url}http_requests?header_X-Logpush-Auth={Uri.EscapeDataString(Secret)}&tags=a:b&header_CF-Access-Client-Id=id";

        Assert.Equal(ExitCode.Ok, await RunAsync("send", _bucket.FullName, "--to", to));

        Assert.All(_edge.Uploads, upload =>
        {
            Assert.Equal("/http_requests?tags=a:b", upload.Path);
            Assert.Equal(Secret, upload.Headers["X-Logpush-Auth"]);
            Assert.Equal("id", upload.Headers["CF-Access-Client-Id"]);
        });
        Assert.DoesNotContain("s3cret", $"{_output}{_error}");
    }

    [Theory]
    [InlineData("relay.example.com/http_requests?header_X-Logpush-Auth=s3cret")]
    [InlineData("ftp://u:s3cret@relay.example.com/")]
    [InlineData("https://relay.example.com/x?header_X-Logpush-Auth=s3cret%0d%0aX:y")]
    public async Task Should_not_show_the_secret_of_a_url_that_is_none(string url)
    {
        Assert.Equal(ExitCode.Wrong, await RunAsync("send", _bucket.FullName, "--to", url));
        Assert.Contains("--to ", $"{_error}");
        Assert.Equal(ExitCode.Wrong, await RunAsync("send", "a.gz", "https://relay.example.com/x?header_X-Logpush-Auth=s3cret"));
        Assert.Contains("give it with --to", $"{_error}");
        Assert.DoesNotContain("s3cret", $"{_output}{_error}");
    }

    [Fact]
    public async Task Should_say_that_no_secret_was_given()
    {
        Write("a.log.gz", "1");
        _edge.Answer = (_, response) => FakeEdge.AnswerAsync(response, 403);
        Assert.Equal(ExitCode.Failed, await SendAsync());
        Assert.Contains("so nothing was sent: no secret was given (--secret-file FILE", $"{_error}");
        Assert.Equal(ExitCode.Failed, await SendAsync("--secret", Secret));
        Assert.Contains("so nothing was sent: the secret is not the edge's", $"{_error}");
    }

    [Fact]
    public async Task Should_warn_without_a_dataset_in_the_path()
    {
        Write("a.log.gz", "1");
        Assert.Equal(ExitCode.Ok, await RunAsync("send", _bucket.FullName, "--to", $"{_edge.Url}?header_X-Logpush-Auth=x"));
        Assert.Contains($"warning: there is no dataset in {_edge.Url}, ", $"{_error}");
    }

    [Fact]
    public async Task Should_have_no_more_on_their_way_than_it_may()
    {
        for (var file = 0; file < 12; file++)
        {
            Write($"{file}.log.gz", $"{file}");
        }

        int now = 0, most = 0;
        var all = new TaskCompletionSource();
        _edge.Answer = async (upload, response) =>
        {
            if (!upload.IsPreflight)
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                if (most == 3)
                {
                    all.TrySetResult();
                }

                await all.Task.WaitAsync(TimeSpan.FromSeconds(60));
                Interlocked.Decrement(ref now);
            }

            await FakeEdge.AnswerAsync(response, 200);
        };

        Assert.Equal(ExitCode.Ok, await SendAsync("--parallel", "3"));

        Assert.Equal(3, most);
        Assert.Equal(12, Sent().Length);
    }

    [Fact]
    public async Task Should_come_no_earlier_than_it_is_told_to()
    {
        Write("a.log.gz", "1");
        var refused = new List<DateTimeOffset>();
        var again = new List<DateTimeOffset>();
        _edge.Answer = (upload, response) =>
        {
            if (upload.IsPreflight)
            {
                return FakeEdge.AnswerAsync(response, 200);
            }

            (refused.Count == 0 ? refused : again).Add(DateTimeOffset.UtcNow);
            return again.Count == 0 ? FakeEdge.AnswerAsync(response, 503, "", retryAfter: "2") : FakeEdge.AnswerAsync(response, 200);
        };

        Assert.Equal(ExitCode.Ok, await SendAsync());

        Assert.InRange(again[0] - refused[0], TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Should_name_a_file_of_certificates_that_has_none()
    {
        Write("a.log", "1");
        var file = Path.Combine(_bucket.FullName, "a.log");
        Assert.Equal(ExitCode.Failed, await SendAsync("--cacert", file));
        Assert.Contains($"--cacert {file}: there is no certificate in it (PEM expected)", $"{_error}");
        Assert.Empty(_edge.Uploads);
    }

    private string[] Sent() => [.. _edge.Uploads.Where(upload => !upload.IsPreflight).SelectMany(upload => upload.Lines)];

    private void Write(string name, params string[] lines)
    {
        var path = Path.Combine(_bucket.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, LogpushClient.Compress(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines) + '\n')));
    }

    private Task<int> SendAsync(params string[] more) =>
        RunAsync(["send", _bucket.FullName, "--to", new Uri(_edge.Url, "/http_requests").ToString(), .. more]);

    private Task<int> RunAsync(params string[] args) => RelayCommandLine.RunAsync(args, _output, _error);
}
