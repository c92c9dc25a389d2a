using System.Text.Json;
using ActorRelay.Inspection;

namespace ActorRelay.Tests.Inspection;

public sealed class ReportRowsSpecs
{
    [Fact]
    public void Should_show_any_report()
    {
        using var answer = JsonDocument.Parse("""
            {
              "version": "0.1.0", "started": "2026-11-03T00:05:07.1234567+00:00", "draining": false, "last": null,
              "records": { "received": 7654321, "lost": 0 },
              "datasets": { "dns_logs": { "received": 7 }, "gateway_http": { "received": 12345 } },
              "receivers": [
                { "name": "siem", "links": [{ "a": 1 }, { "a": 2 }], "list": ["x", "y"], "in": { "a": 1, "b": "c" }, "outstandingBytes": 1500 },
                { "name": "ar\u001bchive", "links": [], "list": [], "stalledSeconds": 1.25, "warnings": ["first", "sec\u0007ond"] }
              ],
              "none": []
            }
            """);

        Assert.Equal(
            """
            version   0.1.0
            started   2026-11-03T00:05:07Z
            draining  no
            last      -

            records
            received  7,654,321
            lost      0

            datasets: 2
              name          received
              dns_logs             7
              gateway_http    12,345

            receivers: 2
              name      links  list  in        outstanding bytes  stalled
              siem          2  x, y  a 1, b c             1.5 kB        -
              ar?chive      -  -     -                         -    1.3 s
            warning: first
            warning: sec?ond

            none: 0

            """.ReplaceLineEndings("\n"),
            ReportRows.Of(answer.RootElement).ToText());
    }

    [Theory]
    [InlineData(3, 20)]
    [InlineData(12, 20)]
    [InlineData(4, 90)]
    [InlineData(1, 300)]
    public void Should_fit_and_show_all_of_it(int columns, int width)
    {
        string[] names = [.. Enumerable.Range(0, columns).Select(i => $"column-{i}")];
        string[] cells = [.. names.Select((_, i) => string.Join(' ', Enumerable.Range(0, width / 5).Select(word => $"w{i}-{word}")))];

        var text = new ReportRows().Table("rows", [.. names], [cells, [.. names.Select(_ => new string('x', width))]]).ToText();

        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, ReportRows.Columns));
        Assert.All(cells.SelectMany(cell => cell.Split(' ')), word => Assert.Contains(word, text, StringComparison.Ordinal));
        Assert.Equal(columns * width, text.Count(c => c == 'x'));
    }
}
