using System.Net.Http.Headers;

namespace ActorRelay.Commands;

/// <summary>
/// Where to upload to, as Logpush's <c>destination_conf</c> has it: each <c>header_NAME=VALUE</c> of the query is a header of
/// the requests, and does not go out in the query.
/// </summary>
internal sealed class LogpushDestination
{
    private const string Prefix = "header_";

    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    private LogpushDestination(Uri url) => Url = url;

    /// <summary>The edge, with the dataset as its path.</summary>
    public Uri Url { get; private init; }

    /// <summary>By their names.</summary>
    public IReadOnlyDictionary<string, string> Headers => _headers;

    /// <summary>Without user and query, where secrets may be.</summary>
    public string Where => Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    public bool HasDataset => Url.AbsolutePath.Length > 1;

    public static LogpushDestination Of(Uri url) => new(url);

    /// <returns>Null when it is no URL of an edge.</returns>
    public static LogpushDestination? Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return null;
        }

        var query = url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .ToLookup(pair => pair.StartsWith(Prefix, StringComparison.Ordinal));
        var destination = new LogpushDestination(new UriBuilder(url) { Query = string.Join('&', query[false]), Fragment = "" }.Uri);
        foreach (var pair in query[true])
        {
            var name = pair[Prefix.Length..].Split('=', 2);
            if (!destination.TryAdd(Uri.UnescapeDataString(name[0]), Uri.UnescapeDataString(name.ElementAtOrDefault(1) ?? "")))
            {
                return null;
            }
        }

        return destination;
    }

    /// <summary>Adds a header, or puts another value into it.</summary>
    /// <returns>Whether HTTP can carry it.</returns>
    public bool TryAdd(string name, string value)
    {
        _headers[name] = value;
        using var request = new HttpRequestMessage();
        return request.Headers.TryAddWithoutValidation(name, value) && !value.AsSpan().ContainsAny('\r', '\n', '\0');
    }

    public void AddTo(HttpRequestHeaders headers)
    {
        foreach (var (name, value) in _headers)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }
}
