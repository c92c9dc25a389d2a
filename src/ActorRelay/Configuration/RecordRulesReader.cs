using System.Globalization;
using ActorRelay.Records.Shaping;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>Reads what a route asks of records and makes of them.</summary>
/// <param name="shapes">Reads what it makes of fields.</param>
internal sealed class RecordRulesReader(FieldShapeReader shapes)
{
    /// <param name="input">What its lines are.</param>
    /// <param name="discards">Nothing of what it takes is delivered.</param>
    public RecordRules Read(SettingsSection route, InputStyle input, bool discards)
    {
        var rules = new RecordRules
        {
            Where = route.Has("where") ? ReadWhere(route) : null,
            GoesOn = route.Choice("match", [("first", false), ("all", true)], false),
            Sample = ReadSample(route),
            Shape = shapes.Read(route),
        };
        if (input == InputStyle.Text && rules.Where is not null)
        {
            route.Error("where", "a line of text has no fields; this needs input = json");
        }

        if (rules.Shape is not null && (input == InputStyle.Text || discards))
        {
            foreach (var key in FieldShapeReader.Keys.Where(route.Has))
            {
                route.Error(key, discards
                    ? "a route with discard = true delivers no fields; leave this or discard out"
                    : "a line of text has no fields; this needs input = json");
            }
        }

        if (discards && rules.GoesOn)
        {
            route.Error("match", "a route with discard = true leaves nothing to the routes after it; leave this out");
        }

        return rules;
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
