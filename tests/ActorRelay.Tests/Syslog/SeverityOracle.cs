using System.Text.RegularExpressions;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>PRI by the words of the documentation.</summary>
internal static class SeverityOracle
{
    public static int Priority(OutputFormat format, string dataset, List<(string Name, string Value)> fields) =>
        format.Severity is not { } rule ? format.Priority
        : format.Priority / 8 * 8 + (rule == SeverityRule.ByDataset ? ByDataset(dataset, fields) : ByTests(rule, fields));

    private static int ByDataset(string dataset, List<(string Name, string Value)> fields)
    {
        bool Matches(string name, string pattern) => Regex.IsMatch(
            LineOracle.TextOf(fields, name, alsoAlike: true) ?? "", $@"\A({pattern})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        bool IsBlocked(string name) => Matches(name, @"block|drop|connectionClose\z|forceConnectionClose\z");
        bool IsMalicious(string name) =>
            LineOracle.ValueOf(fields, name)?.Contains("malicious", StringComparison.OrdinalIgnoreCase) == true;
        bool IsServerError(string name) => Matches(name, @"5[0-9][0-9]\z");
        return dataset switch
        {
            "http_requests" => IsServerError("EdgeResponseStatus") ? 3
                : IsBlocked("SecurityAction") || IsMalicious("ContentScanObjResults") ? 4 : 6,
            "gateway_http" => IsServerError("HTTPStatusCode") ? 3 : IsBlocked("Action") ? 4 : 6,
            "zero_trust_network_sessions" or "unknown" =>
                IsServerError("EdgeResponseStatus") || IsServerError("HTTPStatusCode") ? 3 : IsBlocked("Action") ? 4 : 6,
            _ => throw new ArgumentOutOfRangeException(nameof(dataset)),
        };
    }

    private static int ByTests(SeverityRule rule, List<(string Name, string Value)> fields) =>
        rule.Tests.FirstOrDefault(test =>
            string.Equals(test.Text, LineOracle.TextOf(fields, test.Field, alsoAlike: true), StringComparison.OrdinalIgnoreCase))?.Severity ?? rule.Default;
}
