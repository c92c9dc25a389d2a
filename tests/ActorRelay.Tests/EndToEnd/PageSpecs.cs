using System.Globalization;
using OpenQA.Selenium;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>What an operator sees in a browser: the relay is the real one, and so is the browser.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class PageSpecs
{
    private const int BatchSize = 1000;
    private const int Batches = 30;

    private readonly NumberedRecords _records = new(seed: 17, BatchSize, DateTimeOffset.UtcNow);

    [ChromiumFact]
    public async Task Should_show_what_goes_through_as_it_does()
    {
        await using var sink = new TcpSink(keep: false);
        await using var relay = await RelayProcess.StartReadyAsync(Spooling(sink));
        using var page = new Chromium(relay.Inspection);
        await page.ShowsAsync("state", text => text == "ready");

        var answers = await relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: 4);
        await relay.Logpush.PostAsync("/gateway_http", GzipBytes.Of("{\"Datetime\":1}\nbad\n"));

        Assert.All(answers, answer => answer.AssertConfirmed(BatchSize));
        await page.ShowsAsync("in-total", text => text == Records((Batches * BatchSize) + 2));
        await page.ShowsAsync("out-total", text => text == Records((Batches * BatchSize) + 1));
        await page.ShowsAsync("quarantine", text => text == Records(1));
        Assert.Matches(@"^siem up [0-9] of [0-9] [0-9,]+ 0 B", page.Text("receivers").Split('\n')[1].Trim());
        await relay.Logpush.PostAsync("/dns_logs/zone-1", GzipBytes.Of("bad")[..^4]);
        await page.ShowsAsync("jobs", text => text.Contains("/dns_logs/zone-1", StringComparison.Ordinal)
            && text.Contains("Cloudflare disables it in 24 h; 400 ", StringComparison.Ordinal));
        Assert.StartsWith("received ", page.Attribute("rates", "aria-label"), StringComparison.Ordinal);
        Assert.True(Convert.ToDouble(page.Run("return +document.getElementById('rates').dataset.most"), CultureInfo.InvariantCulture) > BatchSize);
        Assert.Empty(page.Complaints);
    }

    [ChromiumFact]
    public async Task Should_say_within_seconds_that_a_Receiver_is_gone_and_back()
    {
        var port = FreePort.Take();
        await using var relay = await RelayProcess.StartAsync(Spooling($"tcp://127.0.0.1:{port}"));
        using var page = new Chromium(relay.Inspection);
        await page.ShowsAsync("state", text => text == "ready, degraded");
        await page.ShowsAsync("receivers", text => text.Contains("siem down 0 of 2", StringComparison.Ordinal));
        await page.ShowsAsync("warnings", text => text.Contains("Receiver siem is down", StringComparison.Ordinal));

        await relay.Logpush.PostBatchAsync(_records, 0);
        await page.ShowsAsync("spool-more", text => text == "1 batch");
        await page.ShowsAsync("waiting", text => text.Contains("siem", StringComparison.Ordinal));

        await using var sink = new TcpSink(keep: false, port);
        await sink.ReachesAsync(BatchSize);
        await page.ShowsAsync("state", text => text == "ready");
        await page.ShowsAsync("receivers", text => text.Contains("siem up 2 of 2", StringComparison.Ordinal));
        await page.ShowsAsync("out-total", text => text == Records(BatchSize));
        Assert.False(page.IsShown("waiting-part"));
        Assert.False(page.IsShown("degraded"));
    }

    [ChromiumFact]
    public async Task Should_say_that_the_relay_does_not_answer_and_find_it_again()
    {
        await using var sink = new TcpSink(keep: false);
        using var home = new TestFolder();
        var config = Spooling(sink) with { Relay = $"inspection.listen = \"http://127.0.0.1:{FreePort.Take()}\"" };
        await using var first = await RelayProcess.StartReadyAsync(config, home);
        using var page = new Chromium(first.Inspection);
        await page.ShowsAsync("state", text => text == "ready");

        // The open page must not hold the stop up.
        await first.StopAsync();
        await page.ShowsAsync("state", text => text == "no answer from the relay");

        await using var second = await RelayProcess.StartReadyAsync(config, home);
        await page.ShowsAsync("state", text => text == "ready");
    }

    [ChromiumFact]
    public async Task Should_ask_for_the_token_once()
    {
        await using var sink = new TcpSink(keep: false);
        await using var relay = await RelayProcess.StartReadyAsync(Spooling(sink) with
        {
            Relay = "inspection.token = \"a-token-of-the-page-specs-0123456789\"",
        });
        using var page = new Chromium(relay.Inspection);

        page.Type("wrong-token-0123456789", Keys.Enter);
        await Eventually.TrueAsync(() => page.All.Contains("That is not the token.", StringComparison.Ordinal), () => page.All);
        page.Type("a-token-of-the-page-specs-0123456789", Keys.Enter);

        await page.ShowsAsync("state", text => text == "ready");
        Assert.Equal("", page.Run("return document.cookie"));
    }

    [ChromiumFact]
    public async Task Should_be_readable_in_the_dark_on_a_phone_and_without_a_mouse()
    {
        await using var sink = new TcpSink(keep: false);
        await using var relay = await RelayProcess.StartReadyAsync(Spooling(sink) with
        {
            Receivers = $$"""
                siem { address = "{{sink.Address}}", profile = "alog", {{RelayConfig.Quick}} }
                archive-of-the-other-site { address = "tcp://127.0.0.1:{{FreePort.Take()}}", profile = "alog", {{RelayConfig.Quick}} }
                """,
            Routes = """[ { datasets = ["*"], receivers = ["siem"], match = all }, { datasets = ["x"], receivers = ["archive-of-the-other-site"] } ]""",
        });
        using var light = new Chromium(relay.Inspection);
        using var dark = new Chromium(relay.Inspection, dark: true);
        using var phone = new Chromium(relay.Inspection, width: 360, dark: true);
        var posting = relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: 2);
        (Chromium Page, string Name)[] pages = [(light, "light"), (dark, "dark"), (phone, "phone")];
        await posting;
        foreach (var (page, name) in pages)
        {
            await page.ShowsAsync("out-total", text => text == Records(Batches * BatchSize));
            page.Screenshot(name);
            Assert.True((bool)page.Run("return document.documentElement.scrollWidth <= innerWidth")!, $"{name} is wider than its window");
            Assert.Empty(page.Complaints);
        }

        const string Ground = "return getComputedStyle(document.body).backgroundColor";
        Assert.NotEqual(light.Run(Ground), dark.Run(Ground));

        light.Press(Keys.Tab, Keys.Enter);
        Assert.Equal("true", light.Attribute("pause", "aria-pressed"));
        light.Press(Keys.Enter);
        Assert.Equal("false", light.Attribute("pause", "aria-pressed"));
        Assert.Equal("3px", light.Run("return getComputedStyle(document.activeElement).outlineWidth"));
    }

    private static RelayConfig Spooling(TcpSink sink) => Spooling(sink.Address);

    private static RelayConfig Spooling(string address) =>
        RelayConfig.To(address, RelayConfig.Quick) with { Spool = "store = \"sqlite:spool.db\"" };

    private static string Records(int count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "record" : "records")}");
}
