using System.Text.Json;
using ActorRelay.Commands;

namespace ActorRelay.Tests.Commands;

public sealed class AnswerTextSpecs
{
    [Fact]
    public void Should_print_any_answer()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var answer = JsonDocument.Parse("""
            {
              "version": "0.1.0", "started": "2026-11-03T00:05:07.1234567+00:00", "draining": false, "last": null,
              "records": { "received": 7, "lost": 0 },
              "datasets": { "dns_logs": { "received": 7 }, "gateway_http": { "received": 12345 } },
              "receivers": [
                { "name": "siem", "links": [{ "a": 1 }, { "a": 2 }], "list": ["x", "y"], "in": { "a": 1, "b": "c" } },
                { "name": "ar\u001bchive", "links": [], "list": [], "extra": "", "warnings": ["first", "sec\u0007ond"] }
              ],
              "none": []
            }
            """);

        AnswerText.Write(output, answer.RootElement);

        Assert.Equal(
            """
            version   0.1.0
            started   2026-11-03T00:05:07Z
            draining  false
            last      -

            records:
              received=7  lost=0

            datasets: 2
                            received
              dns_logs      7
              gateway_http  12345

            receivers: 2
              name      links  list  in         extra
              siem      2      x, y  {a=1 b=c}  -
              ar?chive  -      -     -          -
              warning: first
              warning: sec?ond

            none: 0

            """,
            output.ToString());
    }
}
