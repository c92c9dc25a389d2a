namespace ActorRelay.Edge;

/// <summary>What the request target of a post says: which dataset, from which source.</summary>
/// <param name="Dataset">Null when it does not say, so that the first record must.</param>
/// <param name="Source">Empty when it does not say.</param>
internal sealed record PostTarget(string? Dataset, string Source)
{
    private const int LongestName = 64;
    private const string Key = "dataset";

    /// <summary>The target as a path, whatever form it came in; for logs and inspection.</summary>
    public string Path => (Dataset, Source) switch
    {
        (null, _) => "/",
        (_, "") => $"/{Dataset}",
        _ => $"/{Dataset}/{Source}",
    };

    /// <summary>
    /// Reads <c>/</c>, <c>/DATASET</c> or <c>/DATASET/SOURCE</c>, with or without a slash at the end, and for <c>/</c> the
    /// query. Logpush re-encodes what
    /// it does not expect in a query and gives a lone key an equals sign, hence <c>?dataset:NAME</c> and
    /// <c>?dataset%3ANAME=</c> beside <c>?dataset=NAME</c>.
    /// </summary>
    /// <param name="path">The decoded path.</param>
    /// <param name="query">The query as sent, with its question mark, or empty.</param>
    /// <returns>Null when it is none of these, or a name is not <c>[A-Za-z0-9_.-]{1,64}</c>.</returns>
    public static PostTarget? Parse(string? path, string? query)
    {
        if (string.IsNullOrEmpty(path) || path == "/")
        {
            var named = DatasetOf(query);
            return named is null || IsName(named) ? new PostTarget(named, "") : null;
        }

        var names = (path.EndsWith('/') ? path[1..^1] : path[1..]).Split('/', 3);
        return names.Length <= 2 && names.All(IsName)
            ? new PostTarget(names[0], names.ElementAtOrDefault(1) ?? "")
            : null;
    }

    private static string? DatasetOf(string? query)
    {
        foreach (var parameter in (query ?? "").TrimStart('?').Split('&'))
        {
            var text = Uri.UnescapeDataString(parameter);
            var isNamed = text.Length > Key.Length
                && text.StartsWith(Key, StringComparison.Ordinal)
                && text[Key.Length] is '=' or ':';
            if (isNamed)
            {
                var name = text[(Key.Length + 1)..];
                return name.EndsWith('=') ? name[..^1] : name;
            }
        }

        return null;
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= LongestName
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
}
