using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ActorRelay.Commands;
using ActorRelay.EmbeddedReceiver;

namespace ActorRelay.Tests.Commands;

/// <summary>The demo, with a relay that is only as good as a test wants it to be.</summary>
public sealed class DemoUploadSpecs : IAsyncLifetime
{
    private static readonly IReadOnlyList<SampleBatch> Samples =
        SampleBatch.LoadAll(DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-1));

    private readonly MessageChannel _received = new(capacity: 1024);
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly DemoReport _report;
    private FakeEdge _edge = null!;
    private SyslogServer _receiver = null!;

    public DemoUploadSpecs() => _report = new DemoReport(_output, width: 100);

    public async Task InitializeAsync()
    {
        _receiver = SyslogServer.Start(new IPEndPoint(IPAddress.Loopback, 0), _received, _ => { });
        _edge = await FakeEdge.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _edge.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Should_be_content_with_a_relay_that_does_as_promised()
    {
        RelayBy(line => line);
        await RunAsync();
        Assert.True(_report.IsAllRight, $"{_output}");
        Assert.Matches(@"(?m)^http_requests +50 +50 +50 +0$", $"{_output}");
        Assert.Matches(@"(?m)^http_requests \(2 bad lines\) +6 +4 +4 +2$", $"{_output}");
        Assert.Matches(@"(?m)^total +506 +504 +504 +2$", $"{_output}");
        Assert.Contains("Every record arrived as it should", $"{_output}");
        var examples = $"{_output}".Split('\n').Where(line => line.StartsWith("<34>"));
        Assert.All(examples, line => Assert.InRange(line.Length, 60, 100));
    }

    [Fact]
    public async Task Should_find_one_wrong_line()
    {
        RelayBy(line => line.Replace("=9007199254740993", "=9007199254740992"));
        await RunAsync();
        Assert.False(_report.IsAllRight);
        Assert.Contains("WRONG  http_requests: record ", $"{_output}");
        Assert.Contains("field WorkerCPUTime", $"{_output}");
        Assert.DoesNotContain("Every record", $"{_output}");
    }

    [Fact]
    public async Task Should_find_that_a_line_is_missing()
    {
        RelayBy(line => line.Contains(" audit_logs ") && line.Contains("ActionResult=false") ? null : line);
        await RunAsync(patience: TimeSpan.FromSeconds(1), "audit_logs");
        Assert.Contains("WRONG  audit_logs: record 1: ", $"{_output}");
    }

    [Fact]
    public async Task Should_find_that_nothing_arrives()
    {
        RelayBy(_ => null);
        await RunAsync(patience: TimeSpan.FromMilliseconds(200), "audit_logs");
        Assert.Contains("WRONG  audit_logs: 50 records did not arrive", $"{_output}");
    }

    [Fact]
    public async Task Should_report_a_batch_and_a_preflight_that_are_refused()
    {
        _edge.Answer = (_, response) => FakeEdge.AnswerAsync(response, 500, "a fault");
        await RunAsync(TimeSpan.FromSeconds(1), "dns_logs");
        Assert.Contains("WRONG  the pre-flight was answered 500 a fault", $"{_output}");
        Assert.Contains("WRONG  dns_logs: answered 500 a fault", $"{_output}");
    }

    private async Task RunAsync(TimeSpan? patience = null, string? only = null)
    {
        patience ??= TimeSpan.FromSeconds(20);
        var upload = new DemoUpload(_edge.Url, "s3cret-example", _received.Messages, patience.Value);
        _report.AddProblem(await upload.PreflightAsync("/http_requests", CancellationToken.None));
        foreach (var batch in Samples.Select(DemoBatch.Of).Append(DemoBatch.WithBadLines(Samples[0])))
        {
            if (only is null || batch.Title == only)
            {
                _report.Add(await upload.PostAsync(batch, CancellationToken.None));
            }
        }

        _report.End(TimeSpan.FromSeconds(1));
    }

    /// <summary>Answers as a relay does, and delivers what <paramref name="change"/> makes of each right line.</summary>
    private void RelayBy(Func<string, string?> change) => _edge.Answer = async (upload, response) =>
    {
        if (upload.IsPreflight)
        {
            await FakeEdge.AnswerAsync(response, 200, """{"batch":"b1","outcome":"preflight"}""");
            return;
        }

        var good = upload.Lines.Where(line => line.EndsWith('}')).ToArray();
        using (var connection = new TcpClient())
        {
            await connection.ConnectAsync(_receiver.EndPoint);
            foreach (var line in good.Select(record => change(Format(upload.Path.Split('/')[1], record))))
            {
                await connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(line is null ? "" : line + "\n"));
            }
        }

        var counts = $"\"records\":{upload.Lines.Length},\"quarantined\":{upload.Lines.Length - good.Length}";
        await FakeEdge.AnswerAsync(response, 200, $$"""{"batch":"b1","outcome":"confirmed",{{counts}}}""");
    };

    private static string Format(string dataset, string record)
    {
        using var json = JsonDocument.Parse(record);
        var eventField = Samples.Single(sample => sample.Dataset == dataset).EventField;
        var time = SampleTime.Read(json.RootElement, eventField)!.Value;
        time = (time < DateTimeOffset.UtcNow.AddDays(-180) ? DateTimeOffset.UtcNow : time).AddHours(9);
        var fields = json.RootElement.EnumerateObject().Select(field => $" {field.Name}={CompactJson.Write(field.Value)}");
        var utc = time.UtcDateTime;
        var header = string.Create(CultureInfo.InvariantCulture, $"<34>{utc:MMM} {utc.Day,2} {utc:HH:mm:ss} {dataset}");
        return header + string.Concat(fields);
    }
}
