using System.Net;
using System.Text;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Settings change while posts go on; what they do not concern goes on as it was, and no record is lost.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class ReloadSpecs
{
    private const int BatchSize = 2000;
    private const int Batches = 40;
    private const string OtherSecret = "another-s3cret-of-the-reload-specs";

    private readonly NumberedRecords _records = new(seed: 137, BatchSize, DateTimeOffset.UtcNow);

    [Fact]
    public async Task Should_change_secrets_without_touching_a_connection_or_a_batch_on_its_way()
    {
        await using var sink = new TcpSink();
        var config = RelayConfig.To(sink.Address, RelayConfig.Quick);
        await using var relay = await RelayProcess.StartReadyAsync(config);
        await relay.StatusAsync(status => status.Connections("siem") == 2);
        var connections = sink.Accepted;
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(relay, OtherSecret));
        var posting = relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: 4);
        await sink.ReachesAsync(BatchSize);

        await WriteAsync(relay, config, text => text.Replace($"\"{RelayConfig.Secret}\"", $"\"{RelayConfig.Secret}\", \"{OtherSecret}\"", StringComparison.Ordinal));
        var (code, said) = await relay.CommandAsync("reload");
        Assert.Equal((0, true), (code, said.Contains("Changed: relay.edge.secrets", StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.OK, await PostAsync(relay, OtherSecret));
        Assert.All(await posting, answer => answer.AssertConfirmed(BatchSize));
        await WriteAsync(relay, config, text => text.Replace(RelayConfig.Secret, OtherSecret, StringComparison.Ordinal));
        relay.Process.Send(Signal.HangUp);
        await Eventually.TrueAsync(() => relay.Process.Said.Contains("Settings reloaded (SIGHUP)", StringComparison.Ordinal), () => relay.Process.Said);
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(relay, RelayConfig.Secret));

        Assert.Equal(connections, sink.Accepted);
        await relay.StopAsync();
        Arrived(sink).AssertPerfect(Batches * BatchSize);
    }

    [Fact]
    public async Task Should_add_a_Receiver_take_one_out_and_keep_what_that_has_not_had()
    {
        await using var siem = new TcpSink();
        await using var lake = new TcpSink();
        await using var other = new TcpSink();
        var config = To(("siem", siem), ("lake", lake));
        await using var relay = await RelayProcess.StartReadyAsync(config);
        await relay.StatusAsync(status => status.State("siem") == "up" && status.State("lake") == "up");
        var posting = relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: 4);
        await siem.ReachesAsync(3 * BatchSize);

        await WriteAsync(relay, To(("siem", siem), ("other", other)) with { Relay = "stop-timeout = 2s" });
        var (code, said) = await relay.CommandAsync("reload");
        Assert.True(code == 0, said);
        Assert.Contains("Needs a restart, and is as it was: relay.stop-timeout", said, StringComparison.Ordinal);
        Assert.All(await posting, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.All(await relay.Logpush.PostBatchesAsync(_records, Batches, 10, atOnce: 4), answer => answer.AssertConfirmed(BatchSize));
        await relay.StatusAsync(status => status is { InFlightBatches: 0 });

        // What the one that was taken out has not had is orphaned, and delivered when it is there again.
        await WriteAsync(relay, To(("siem", siem), ("lake", lake), ("other", other)));
        Assert.Equal(0, (await relay.CommandAsync("reload")).ExitCode);
        await relay.StatusAsync(status => status is { SpooledBatches: 0, SpooledRecords: 0, InFlightBatches: 0 });
        await relay.StopAsync();

        Arrived(siem, Batches + 10).AssertPerfect((Batches + 10) * BatchSize);
        var (inLake, inOther) = (Arrived(lake, Batches + 10), Arrived(other, Batches + 10));
        Assert.Equal((0, 0), (inLake.Duplicated, inOther.Duplicated));
        Assert.InRange(inLake.Lines, 3 * BatchSize, Batches * BatchSize);
        Assert.Equal((Batches + 10) * BatchSize, inLake.Lines + inOther.Lines);
    }

    [Fact]
    public async Task Should_send_under_the_new_settings_of_a_Receiver_that_has_changed()
    {
        await using var before = new TcpSink();
        await using var after = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(To(("siem", before)));
        var posting = relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: 4);
        await before.ReachesAsync(3 * BatchSize);

        await WriteAsync(relay, To(("siem", after)));
        Assert.Equal(0, (await relay.CommandAsync("reload")).ExitCode);
        Assert.All(await posting, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        await relay.StatusAsync(status => status is { SpooledBatches: 0, SpooledRecords: 0, InFlightBatches: 0, Confirmed: Batches * BatchSize });
        await relay.StopAsync();

        var arrived = new ArrivedLines(_records, ExpectedLines.As(AlogFormat.With(Framing.Newline)))
            .Count(before.Arrived().Concat(after.Arrived()).Select(line => (ReadOnlyMemory<byte>)line), 0, Batches * BatchSize);
        arrived.AssertPerfect(Batches * BatchSize);
        Assert.InRange(after.Lines, 1, Batches * BatchSize);
    }

    [Fact]
    public async Task Should_refuse_a_bad_file_as_a_whole_with_every_error()
    {
        await using var sink = new TcpSink();
        var config = RelayConfig.To(sink.Address, RelayConfig.Quick);
        await using var relay = await RelayProcess.StartReadyAsync(config);

        await WriteAsync(relay, config with { Edge = "deadline = soon, allow-frm = []", Relay = "expect { \"audit_logs\" = 1h }" });
        var (code, said) = await relay.CommandAsync("reload");

        Assert.Equal(2, code);
        Assert.Contains("nothing was changed", said, StringComparison.Ordinal);
        Assert.Contains("relay.edge.deadline", said, StringComparison.Ordinal);
        Assert.Contains("allow-frm", said, StringComparison.Ordinal);
        Assert.DoesNotContain("audit_logs", (await relay.InspectAsync("/relay/status")).Text, StringComparison.Ordinal);
        (await relay.Logpush.PostBatchAsync(_records, 0)).AssertConfirmed(BatchSize);
        await relay.StopAsync();
    }

    /// <summary>A file that a setting names counts as much as the settings themselves.</summary>
    [Fact]
    public async Task Should_read_them_again_when_a_file_has_changed_where_it_is_told_to()
    {
        await using var sink = new TcpSink();
        using var home = new TestFolder();
        await File.WriteAllTextAsync(home.File("secret"), $"{OtherSecret}\n");
        var config = RelayConfig.To(sink.Address) with
        {
            Relay = $$"""reload-on-change = true, edge.secrets = [{ name = "rotated", file = "{{home.File("secret")}}" }]""",
        };
        await using var relay = await RelayProcess.StartReadyAsync(config, home);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(relay, OtherSecret));

        await File.WriteAllTextAsync(home.File("secret"), $"{OtherSecret}-of-the-autumn\n");

        await Eventually.TrueAsync(
            async () => await PostAsync(relay, $"{OtherSecret}-of-the-autumn") is HttpStatusCode.OK, () => relay.Process.Said);
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(relay, OtherSecret));
        Assert.Contains("Settings reloaded (a file has changed)", relay.Process.Said, StringComparison.Ordinal);
        await relay.StopAsync();
    }

    private static RelayConfig To(params (string Name, TcpSink Sink)[] receivers) => new()
    {
        Receivers = string.Join('\n', receivers.Select(of => $$"""{{of.Name}} { address = "{{of.Sink.Address}}", profile = "alog", {{RelayConfig.Quick}} }""")),
        Routes = $$"""[ { datasets = ["*"], receivers = [{{string.Join(", ", receivers.Select(of => of.Name))}}] } ]""",
        Spool = "store = \"sqlite:spool.db\"",
    };

    private static Task WriteAsync(RelayProcess relay, RelayConfig config, Func<string, string>? change = null) =>
        File.WriteAllTextAsync(relay.ConfigFile, (change ?? (text => text))(config.Text(relay.StateDir)));

    private static async Task<HttpStatusCode> PostAsync(RelayProcess relay, string secret)
    {
        using var client = new HttpClient();
        using var post = new HttpRequestMessage(HttpMethod.Post, new Uri(relay.Edge, "/gateway_http"))
        {
            Content = new StringContent("{\"content\":\"tests\"}", Encoding.UTF8),
        };
        post.Headers.Add("X-Logpush-Auth", secret);
        using var answer = await client.SendAsync(post);
        return answer.StatusCode;
    }

    private Arrivals Arrived(TcpSink sink, int batches = Batches) =>
        new ArrivedLines(_records, ExpectedLines.As(AlogFormat.With(Framing.Newline)))
            .Count(sink.Arrived().Select(line => (ReadOnlyMemory<byte>)line), 0, batches * BatchSize);
}
