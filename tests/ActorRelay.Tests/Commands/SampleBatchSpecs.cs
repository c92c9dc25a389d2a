using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorRelay.Commands;

namespace ActorRelay.Tests.Commands;

public sealed class SampleBatchSpecs
{
    private static readonly DateOnly Day = new(2027, 3, 1);

    private static readonly IReadOnlyList<SampleBatch> Samples = SampleBatch.LoadAll(Day);

    [Fact]
    public void Should_cover_the_datasets_that_are_promised()
    {
        string[] promised =
        [
            "http_requests", "firewall_events", "gateway_http", "gateway_dns", "gateway_network",
            "zero_trust_network_sessions", "audit_logs", "dns_logs",
        ];
        Assert.Subset(Samples.Select(sample => sample.Dataset).ToHashSet(), promised.ToHashSet());
        Assert.All(Samples, sample => Assert.InRange(sample.Records.Length, 50, 200));
    }

    [Fact]
    public void Should_be_records_of_the_given_day_but_for_one()
    {
        var others = new List<string>();
        foreach (var sample in Samples)
        {
            foreach (var record in sample.Records)
            {
                using var json = JsonDocument.Parse(record);
                Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
                var time = SampleTime.Read(json.RootElement, sample.EventField);
                Assert.NotNull(time);
                if (DateOnly.FromDateTime(time.Value.UtcDateTime) != Day)
                {
                    others.Add($"{sample.Dataset} {time:yyyy-MM-dd}");
                }
            }
        }

        Assert.Equal(["dns_logs 2019-01-01"], others);
    }

    [Theory]
    [InlineData("""{"T":"2026-11-03T09:05:07Z"}""", """{"T":"2027-03-01T09:05:07Z"}""")]
    [InlineData("""{"T":1793696707}""", """{"T":1803891907}""")]
    [InlineData("""{"T":"1793696707123"}""", """{"T":"1803891907123"}""")]
    [InlineData("""{"T":1793696707123456789}""", """{"T":1803891907123456789}""")]
    [InlineData("""{"T":17936967071}""", """{"T":17936967071}""")]
    [InlineData("""{"T":1793750400}""", """{"T":1793750400}""")]
    public void Should_move_every_form_of_time(string record, string moved) =>
        Assert.Equal(moved, SampleBatch.MoveTo(Day, record));

    [Theory]
    [InlineData("Japanese", "[ぁ-ん]")]
    [InlineData("emoji", "😀")]
    [InlineData("quotes", "\\\\\"")]
    [InlineData("backslashes", "\\\\\\\\")]
    [InlineData("line feeds", "\\\\n")]
    [InlineData("C0 controls", "\\\\u001b")]
    [InlineData("NUL", "\\\\u0000")]
    [InlineData("DEL", "\u007f")]
    [InlineData("C1 controls", "\u0085")]
    [InlineData("separators", "\\\\u2028")]
    [InlineData("escaped ASCII", "\\\\u0026")]
    [InlineData("unsigned 64 bit", ":18446744073709551615")]
    [InlineData("signed 64 bit", ":9223372036854775807")]
    [InlineData("beyond a double", ":9007199254740993")]
    [InlineData("small floats", ":1e-07")]
    [InlineData("empty strings", ":\"\"")]
    [InlineData("empty arrays", ":\\[\\]")]
    [InlineData("empty objects", ":\\{\\}")]
    [InlineData("null", ":null")]
    [InlineData("booleans", ":true")]
    [InlineData("nested objects", ":\\{\"files\":\\[\\{")]
    [InlineData("rfc3339", "\"EdgeStartTimestamp\":\"[0-9T:-]{19}Z\"")]
    [InlineData("rfc3339ms", "\"Datetime\":\"[0-9T:-]{19}\\.[0-9]{3}Z\"")]
    [InlineData("rfc3339ns", "\"Datetime\":\"[0-9T:-]{19}\\.[0-9]{9}Z\"")]
    [InlineData("unix", "\"Datetime\":[0-9]{10},")]
    [InlineData("unixnano", "\"SessionStartTime\":[0-9]{19},")]
    [InlineData("milliseconds", "\"EventTimestampMs\":[0-9]{13},")]
    [InlineData("quoted unix", "\"Timestamp\":\"[0-9]{10}\"")]
    public void Should_have_what_is_hard_to_get_right(string what, string pattern) =>
        Assert.True(Samples.Any(sample => sample.Records.Any(record => Regex.IsMatch(record, pattern))), what);

    [Fact]
    public void Should_name_nobody_real()
    {
        var text = string.Join('\n', Samples.SelectMany(sample => sample.Records));
        Assert.All(
            Regex.Matches(text, @"(?<![\d.])(\d{1,3}\.){3}\d{1,3}(?![\d.])").Select(match => match.Value).Distinct(),
            address => Assert.Matches(@"^(192\.0\.2|198\.51\.100|203\.0\.113|10\.0)\.|^14\d\.0\.0\.0$", address));
        Assert.All(
            Regex.Matches(text, @"@([a-z0-9.-]+)").Select(match => match.Groups[1].Value).Distinct(),
            domain => Assert.Equal("example.com", domain));
    }

    [Fact]
    public void Should_stay_small()
    {
        var records = Samples.SelectMany(sample => sample.Records);
        Assert.InRange(records.Sum(record => Encoding.UTF8.GetByteCount(record) + 1), 100_000, 400_000);
    }
}
