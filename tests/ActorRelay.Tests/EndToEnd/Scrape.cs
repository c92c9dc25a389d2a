using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>What <c>/metrics</c> said at one moment.</summary>
internal sealed partial class Scrape
{
    private readonly Dictionary<string, double> _series = [];

    public Scrape(string text)
    {
        Text = text;
        foreach (Match line in Series().Matches(text))
        {
            var labels = Labels().Matches(line.Groups[2].Value).Select(label => label.Value).Order(StringComparer.Ordinal);
            _series.Add(
                $"{line.Groups[1].Value}{{{string.Join(',', labels)}}}", double.Parse(line.Groups[3].Value, CultureInfo.InvariantCulture));
        }
    }

    public string Text { get; }

    /// <summary>Names of families, such as <c>actorrelay_spool_bytes</c>.</summary>
    public IReadOnlySet<string> Families => Types().Matches(Text).Select(type => type.Groups[1].Value).ToHashSet();

    /// <summary>As <c>name{label="value",...}</c>, labels in alphabetical order; null when there is no such series.</summary>
    public double? this[string series] =>
        _series.TryGetValue(series.EndsWith('}') ? series : $"{series}{{}}", out var value) ? value : null;

    /// <summary>Over all series of one family whose labels have this among them.</summary>
    public double Sum(string name, string label = "") =>
        _series.Where(series => series.Key.StartsWith($"{name}{{", StringComparison.Ordinal) && series.Key.Contains(label, StringComparison.Ordinal))
            .Sum(series => series.Value);

    /// <param name="inspection">The relay's listener.</param>
    /// <param name="host">The name it is asked by; null for its address.</param>
    public static async Task<Scrape> OfAsync(Uri inspection, string? host = null, string accept = "text/plain")
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(inspection, "/metrics"));
        request.Headers.Host = host;
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        using var response = await client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, $"/metrics answers {response.StatusCode}");
        return new Scrape(await response.Content.ReadAsStringAsync());
    }

    [GeneratedRegex(@"^([a-z_]+)(?:\{(.*)\})? (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Series();

    [GeneratedRegex("""[a-z_]+="(?:[^"\\]|\\.)*(?:")""")]
    private static partial Regex Labels();

    [GeneratedRegex("^# TYPE (\\S+) ", RegexOptions.Multiline)]
    private static partial Regex Types();
}
