using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ActorRelay.Configuration.Hocon;
using ActorRelay.Records;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>
/// Reads <c>relay.routes</c>. Without any, everything goes to the one Receiver; of several, to the one named siem.
/// </summary>
/// <param name="readFile">A file by its path: the absolute one, and the text.</param>
internal sealed partial class RouteSettingsReader(Func<string, (string Path, HoconFile File)> readFile)
{
    private const string DefaultReceiver = "siem";
    private const int MaxRoutes = 256;
    private const int MaxMember = 64;

    private static readonly ImmutableArray<(string, InputStyle)> Inputs =
        [("json", InputStyle.Json), ("text", InputStyle.Text)];

    private static readonly ImmutableArray<(string, InvalidUtf8)> WaysWithInvalid =
        [("replace", InvalidUtf8.Replace), ("quarantine", InvalidUtf8.Quarantine)];

    private readonly RecordRulesReader _rules = new(new FieldShapeReader(readFile));

    public ImmutableArray<RouteSettings> Read(SettingsSection relay, ImmutableArray<ReceiverSettings> receivers)
    {
        var value = relay.Find("routes");
        if (value is not (null or HoconList))
        {
            relay.Error("routes", "expected a list, such as [ { datasets = [\"*\"], receivers = [\"siem\"] } ]");
            return [];
        }

        var items = relay.Items("routes", MaxRoutes);
        var known = (relay.Find("receivers") as HoconObject)?.Fields.Select(f => f.Name).ToHashSet() ?? [];
        if (relay.Log.HasFailed(relay.KeyOf("routes")))
        {
            return [];
        }

        return items.IsEmpty ? Default(relay, known) : ReadItems(relay, items, known, receivers);
    }

    private static ImmutableArray<RouteSettings> Default(SettingsSection relay, HashSet<string> known)
    {
        var receiver = known.Count == 1 ? known.Single() : DefaultReceiver;
        if (known.Count > 1 && !known.Contains(DefaultReceiver))
        {
            relay.Log.Missing(
                relay.PlaceOf("receivers"),
                relay.KeyOf("routes"),
                $"this is missing, and there are {known.Count} Receivers, none of them named {DefaultReceiver}: " +
                "say which dataset goes to which");
        }
        else if (known.Count > 1)
        {
            relay.Log.Warn(
                relay.PlaceOf("receivers"),
                relay.KeyOf("routes"),
                null,
                $"this is missing, so everything goes to {DefaultReceiver} only");
        }

        return [new RouteSettings { Datasets = ["*"], Receivers = [receiver], Input = InputStyle.Json }];
    }

    private ImmutableArray<RouteSettings> ReadItems(
        SettingsSection relay,
        ImmutableArray<HoconValue> items,
        HashSet<string> known,
        ImmutableArray<ReceiverSettings> receivers)
    {
        var routes = ImmutableArray.CreateBuilder<(RouteSettings Settings, SettingsSection Section)>();
        for (var i = 0; i < items.Length; i++)
        {
            var key = $"{relay.KeyOf("routes")}[{i}]";
            if (items[i] is not HoconObject fields)
            {
                relay.Log.Error(
                    items[i].Place,
                    key,
                    relay.Show(items[i]),
                    "expected a route, such as { datasets = [\"*\"], receivers = [\"siem\"] }");
                continue;
            }

            var section = new SettingsSection(relay.Log, key, $"{relay.Pattern}.routes.*", fields);
            routes.Add((ReadRoute(section, known), section));
        }

        RouteChecks.Check(routes.ToImmutable(), relay);

        // A route with an error may have been meant to name any of them.
        foreach (var idle in receivers.Where(r => !routes.Any(route =>
            route.Settings.Receivers.Contains(r.Name) || relay.Log.HasFailed(route.Section.KeyOf("receivers")))))
        {
            relay.Log.Warn(
                relay.PlaceOf("routes"),
                $"{relay.KeyOf("receivers")}.{idle.Name}",
                null,
                "no route names this Receiver, so it gets nothing");
        }

        return [.. routes.Select(route => route.Settings)];
    }

    private RouteSettings ReadRoute(SettingsSection route, HashSet<string> known)
    {
        var input = route.Choice("input", Inputs, InputStyle.Json);
        var discards = route.Choice("discard", [("false", false), ("true", true)], false);
        return new RouteSettings
        {
            Datasets = route.Has("datasets") ? ReadDatasets(route) : ["*"],
            Receivers = discards ? ReadNoReceivers(route) : ReadReceivers(route, known),
            Input = input,
            Unwrap = ReadUnwrap(route, input),
            EventTime = ReadEventTime(route, input),
            InvalidUtf8 = route.Choice("invalid-utf8", WaysWithInvalid, InvalidUtf8.Replace),
            Rules = _rules.Read(route, input, discards),
        };
    }

    private static string ReadUnwrap(SettingsSection route, InputStyle input)
    {
        var member = route.Text("unwrap", "");
        if (member.Length > MaxMember || member.AsSpan().IndexOfAny('"', '\\') >= 0 || member.Any(char.IsControl))
        {
            route.Error("unwrap", $"expected the name of a member, such as events: at most {MaxMember} characters, "
                + "no quotes, backslashes or control characters");
        }
        else if (member.Length > 0 && input == InputStyle.Text)
        {
            route.Error("unwrap", "lines of text stand in no envelope; this needs input = json");
        }

        return member;
    }

    private static ImmutableArray<string> ReadEventTime(SettingsSection route, InputStyle input)
    {
        var texts = route.Texts("event-time");
        if (texts.Length > 0 && input == InputStyle.Text)
        {
            route.Error("event-time", "a line of text has no fields; this needs input = json");
        }
        else if (texts.Length > EventTimeFields.Limit)
        {
            route.Error("event-time", $"expected at most {EventTimeFields.Limit} names of fields");
        }

        foreach (var text in texts.Where(static t => t.Text.Length > MaxMember || t.Text.Split('.').Any(string.IsNullOrEmpty)))
        {
            route.Log.Error(
                text.Place, route.KeyOf("event-time"), route.Show(text),
                $"expected the name of a field, or a path into objects such as event.time, of at most {MaxMember} characters");
        }

        return [.. texts.Select(static t => t.Text)];
    }

    private static ImmutableArray<string> ReadNoReceivers(SettingsSection route)
    {
        if (route.Has("receivers"))
        {
            route.Error("receivers", "a route with discard = true delivers to none; leave this or discard out");
        }

        return [];
    }

    private static ImmutableArray<string> ReadReceivers(SettingsSection route, HashSet<string> known)
    {
        var receivers = ImmutableArray.CreateBuilder<string>();
        var key = route.KeyOf("receivers");
        foreach (var text in route.Texts("receivers"))
        {
            if (!known.Contains(text.Text))
            {
                var near = NearestName.Find(text.Text, known);
                var hint = near is null ? $"there are {string.Join(", ", known)}" : $"did you mean {near}?";
                route.Log.Error(text.Place, key, route.Show(text), $"there is no such Receiver; {hint}");
            }
            else if (receivers.Contains(text.Text))
            {
                route.Log.Error(text.Place, key, route.Show(text), "this Receiver is in the route twice");
            }
            else
            {
                receivers.Add(text.Text);
            }
        }

        if (receivers.Count == 0 && !route.Log.HasFailed(key))
        {
            route.Missing("receivers", "this is missing; expected names of Receivers, or discard = true");
        }

        return receivers.ToImmutable();
    }

    private static ImmutableArray<string> ReadDatasets(SettingsSection route)
    {
        var texts = route.Texts("datasets");
        foreach (var text in texts.Where(t => !Glob().IsMatch(t.Text)))
        {
            route.Log.Error(
                text.Place, route.KeyOf("datasets"), route.Show(text),
                "expected a dataset's name out of A-Z a-z 0-9 _ . - with * for any characters");
        }

        if (texts.IsEmpty && !route.Log.HasFailed(route.KeyOf("datasets")))
        {
            route.Error("datasets", "expected at least one dataset; \"*\" is all");
        }

        return [.. texts.Select(t => t.Text)];
    }

    [GeneratedRegex(@"^[A-Za-z0-9_.*-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Glob();
}
