using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace ActorRelay.Edge;

/// <summary>
/// What a request's path and query say: <c>/</c>, <c>/DATASET</c> or <c>/DATASET/SOURCE</c>, or the dataset in the query
/// as <c>dataset=NAME</c>, <c>dataset:NAME</c> or <c>dataset%3ANAME</c>, each perhaps with a <c>=</c> behind it, which is
/// what Logpush makes of a parameter without a value.
/// </summary>
/// <param name="Dataset">Null when neither says.</param>
/// <param name="Source">Empty when the path does not say.</param>
internal sealed partial record EdgePath(string? Dataset, string Source)
{
    /// <summary>Null when a name is not one, or the path has more parts.</summary>
    public static EdgePath? Parse(PathString path, QueryString query)
    {
        var parts = (path.Value ?? "/").Trim('/').Split('/');
        if (parts.Length > 2 || (parts is not [""] && !parts.All(Name().IsMatch)))
        {
            return null;
        }

        var source = parts.Length > 1 ? parts[1] : "";
        if (parts[0].Length > 0)
        {
            return new EdgePath(parts[0], source);
        }

        var named = FromQuery(query);
        return named is null ? new EdgePath(null, source)
            : Name().IsMatch(named) ? new EdgePath(named, source)
            : null;
    }

    private static string? FromQuery(QueryString query)
    {
        foreach (var parameter in (query.Value ?? "").TrimStart('?').Split('&'))
        {
            var text = Uri.UnescapeDataString(parameter);
            if (text.StartsWith("dataset=", StringComparison.Ordinal) || text.StartsWith("dataset:", StringComparison.Ordinal))
            {
                return text["dataset=".Length..].TrimEnd('=');
            }
        }

        return null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,64}\z")]
    private static partial Regex Name();
}
