using System.Collections.Immutable;
using System.Globalization;
using ActorRelay.Records.Shaping;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>Reads what a route asks of records: <c>where</c>, <c>match</c>, <c>sample</c>.</summary>
internal static class RecordRulesReader
{
    private static readonly ImmutableArray<string> NeedJson = ["where"];

    /// <param name="route">The route's section.</param>
    /// <param name="input">What its lines are.</param>
    public static RecordRules Read(SettingsSection route, InputStyle input)
    {
        if (input == InputStyle.Text)
        {
            foreach (var key in NeedJson.Where(route.Has))
            {
                route.Error(key, "a line of text has no fields; this needs input = json");
            }
        }

        return new RecordRules
        {
            Where = route.Has("where") ? ReadWhere(route) : null,
            GoesOn = route.Choice("match", [("first", false), ("all", true)], false),
            Sample = ReadSample(route),
        };
    }

    private static WhereClause? ReadWhere(SettingsSection route)
    {
        var text = route.Text("where");
        if (text.Length == 0)
        {
            return null;
        }

        if (WhereClause.TryParse(text, out var where, out var error))
        {
            return where;
        }

        route.Error("where", $"character {error.Column}: {error.Message}");
        return null;
    }

    private static double ReadSample(SettingsSection route)
    {
        const string allowed = "a share from 0 to 1, such as 0.1 for every tenth record";
        return route.Number(
            "sample",
            allowed,
            (string text, out double share) =>
                double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out share)
                && share <= 1,
            1);
    }
}
