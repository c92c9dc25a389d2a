using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Every shape of body that Logpush's <c>output_options</c> and HTTP allow: the same records in each, the same lines out.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class BodySpecs : IAsyncLifetime
{
    private const int Count = 300;

    private readonly NumberedRecords _records = new(seed: 11, Count, DateTimeOffset.UtcNow);
    private readonly TcpSink _sink = new();
    private RelayProcess _relay = null!;

    public async Task InitializeAsync() => _relay = await RelayProcess.StartReadyAsync(
        RelayConfig.To(_sink.Address) with
        {
            Routes = """
                [
                  { datasets = ["csv_*"], receivers = ["siem"], input = "text" }
                  { datasets = ["*"], receivers = ["siem"], unwrap = "events" }
                ]
                """,
        });

    public async Task DisposeAsync()
    {
        await _relay.DisposeAsync();
        await _sink.DisposeAsync();
    }

    [Theory]
    [InlineData("ndjson", "", "", "\n", "\n")]
    [InlineData("CRLF", "", "", "\r\n", "\r\n")]
    [InlineData("no final newline", "", "", "\n", "")]
    [InlineData("blank lines", "\n\n", "\n \r\n", "\n\n \t\n", "\n")]
    [InlineData("array on one line", "[", "]", ",", "")]
    [InlineData("array over lines", "[\n", "\n]\n", ",\n", "")]
    [InlineData("delimiter after the newline", "", "", "\n,", "\n")]
    [InlineData("wrapper", "{\"events\":[", "\n]}\n", ",\n", "")]
    [InlineData("wrapper with more in it", "{\"source\":\"x\",\"events\":[", "],\"count\":300}", ",", "")]
    [InlineData("one line, nothing between", "", "", "", "")]
    [InlineData("one line, commas between", "", "", ",", "\n")]
    [InlineData("wrapper, comma before", "{\"events\":[", "]}", "\n,", "\n")]
    public async Task Should_deliver_records_between_any_affixes(
        string shape, string prefix, string suffix, string between, string last)
    {
        var text = new StringBuilder(prefix)
            .AppendJoin(between, _records.Batch(0).Select(record => Encoding.UTF8.GetString(record.Json)))
            .Append(last)
            .Append(suffix);

        var plain = await PostAsync(Encoding.UTF8.GetBytes(text.ToString()));
        var gzipped = await PostAsync([.. GzipBytes.Of(text.ToString()), .. "\n\0"u8]);

        Assert.True((plain.Status, gzipped.Status) == (HttpStatusCode.OK, HttpStatusCode.OK), $"{shape}: {plain} {gzipped}");
        plain.AssertConfirmed(Count);
        gzipped.AssertConfirmed(Count);
        await AssertArrivedAsync(times: 2);
    }

    [Fact]
    public async Task Should_inflate_every_member_of_a_gzip()
    {
        var body = _records.Body(0);
        var cut = body.Length / 3;

        var answer = await PostAsync(GzipBytes.Members(body[..cut], [], body[cut..(2 * cut)], body[(2 * cut)..]));

        answer.AssertConfirmed(Count);
        await AssertArrivedAsync(times: 1);
    }

    [Fact]
    public async Task Should_go_by_the_first_bytes_not_by_the_headers()
    {
        var body = _records.Body(0);
        var gzipSaidToBeText = Content(GzipBytes.Of(body), "text/plain");
        var plainSaidToBeGzip = Content(body, "application/x-ndjson");
        plainSaidToBeGzip.Headers.ContentEncoding.Add("gzip");
        var gzip = Content(GzipBytes.Of(body), "application/json");
        gzip.Headers.ContentEncoding.Add("gzip");

        foreach (var content in new[] { gzipSaidToBeText, plainSaidToBeGzip, gzip })
        {
            (await _relay.Logpush.PostAsync(_records.DatasetOf(0), content)).AssertConfirmed(Count);
        }

        await AssertArrivedAsync(times: 3);
    }

    [Fact]
    public async Task Should_pass_text_line_by_line_where_the_route_says_so()
    {
        const string Csv = "\"89.163.242.206\",1506702504433000200,\"3a6050bcbe121a87\"\n\"日本語\",2,\"b\"\r\n3,\"c\",\"\"";

        var answer = await _relay.Logpush.PostAsync("/csv_logs", GzipBytes.Of(Csv));

        answer.AssertConfirmed(3);
        await _sink.ReachesAsync(3);
        Assert.Equal(
            Csv.Split('\n').Select(line => line.TrimEnd('\r')),
            _sink.ArrivedText().Select(line => line[(line.IndexOf("csv_logs ", StringComparison.Ordinal) + "csv_logs ".Length)..]).Order(
                Comparer<string>.Create((a, b) => Csv.IndexOf(a, StringComparison.Ordinal) - Csv.IndexOf(b, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Should_take_a_line_of_megabytes()
    {
        var time = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var value = new string('界', 1_300_000);

        var answer = await _relay.Logpush.PostAsync(
            "/gateway_http", GzipBytes.Of($$"""{"Datetime":{{time}},"URL":"{{value}}"}""" + "\n" + $$"""{"Datetime":{{time}}}"""));

        answer.AssertConfirmed(2);
        await _sink.ReachesAsync(2);
        Assert.EndsWith($"URL=\"{value}\"", Assert.Single(_sink.ArrivedText(), line => line.Length > 1000), StringComparison.Ordinal);
    }

    private static ByteArrayContent Content(byte[] body, string type)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    private Task<Answer> PostAsync(byte[] body) => _relay.Logpush.PostAsync(_records.DatasetOf(0), body);

    private async Task AssertArrivedAsync(int times)
    {
        await _sink.ReachesAsync(Count * times);
        var arrivals = new ArrivedLines(_records, ExpectedLines.As(AlogFormat.With(ActorRelay.Syslog.Framing.Newline)))
            .Count(_sink.Arrived().Select(line => (ReadOnlyMemory<byte>)line), 0, Count);
        Assert.Equal((Count * times, 0L, Count * (times - 1), 0L, null), (arrivals.Lines, arrivals.Lost, arrivals.Duplicated, arrivals.Unknown, arrivals.FirstDifference));
    }
}
