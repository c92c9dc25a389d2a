using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>What must fit together, though each setting by itself is right.</summary>
internal sealed class SettingsChecks(SettingsLog log, HoconObject root)
{
    /// <summary>A batch starts when it holds three blocks, so a connection is sure of work only with as many.</summary>
    private const int BlocksPerConnection = 3;

    private const string MaxBody = "relay.edge.max-body";
    private const string MaxInflated = "relay.edge.max-inflated";

    public void Check(RelaySettings settings)
    {
        var edge = settings.Edge;
        CheckInFlight(edge);
        AtMost(MaxBody, edge.MaxBody, MaxInflated, edge.MaxInflated, "a body may come as plain text");
        AtMost("relay.edge.max-line", edge.MaxLine, MaxInflated, edge.MaxInflated, "a longer line cannot come");
        CheckBlocks(settings);
        CheckListeners(settings);
        foreach (var receiver in settings.Receivers)
        {
            CheckReceiver(settings, receiver, $"relay.receivers.{receiver.Name}");
        }

        if (Can("relay.stop-timeout", "relay.edge.deadline") && settings.StopTimeout < edge.Deadline)
        {
            Warn(
                ["relay.stop-timeout", "relay.edge.deadline"],
                $"stop-timeout is {Show(settings.StopTimeout)} and edge.deadline {Show(edge.Deadline)}: " +
                "a stop may refuse batches that could still have ended");
        }
    }

    /// <summary>A warning, not an error: bodies are seldom that large, and it is how the defaults are.</summary>
    private void CheckInFlight(EdgeSettings edge)
    {
        const string inFlight = "relay.edge.in-flight";
        if (Can(MaxBody, inFlight) && edge.MaxBody > edge.InFlight && (SetAt(MaxBody) ?? SetAt(inFlight)) is not null)
        {
            var (key, place) = Find([MaxBody, inFlight]);
            var comparison = Compare(
                key, MaxBody, ByteSizes.Format(edge.MaxBody), inFlight, ByteSizes.Format(edge.InFlight));
            log.Warn(place, key, null, $"{comparison}: a body between the two never finds room and is answered 503");
        }
    }

    private void CheckBlocks(RelaySettings settings)
    {
        var connections = settings.Receivers.Sum(r => r.Connections * Math.Max(1, r.Addresses.Length));
        string[] keys =
        [
            "relay.blocks",
            .. settings.Receivers.Select(r => $"relay.receivers.{r.Name}.connections"),
            .. settings.Receivers.Select(r => $"relay.receivers.{r.Name}.addresses"),
        ];
        if (log.CanCompare(keys) && settings.Blocks < connections * BlocksPerConnection)
        {
            Error(
                keys,
                $"{settings.Blocks} blocks are too few for {connections} connections: " +
                $"at least {connections * BlocksPerConnection} are needed, {BlocksPerConnection} for each");
        }
    }

    private void CheckListeners(RelaySettings settings)
    {
        const string key = "relay.inspection.listen";
        if (!log.CanCompare(key))
        {
            return;
        }

        var inspection = settings.Inspection.Listen;
        if (inspection.Https)
        {
            Error([key], "inspection speaks http only");
        }
        else if (settings.Edge.Listen.Any(a => ListenAddressReader.Collide(a, inspection)))
        {
            Error([key, "relay.edge.listen"], $"edge.listen takes port {inspection.Port} already");
        }
        else if (!inspection.IsLoopback)
        {
            Warn([key], "inspection asks nobody for a secret, and this is not a loopback address");
        }
    }

    private void CheckReceiver(RelaySettings settings, ReceiverSettings receiver, string key)
    {
        var deadline = settings.Edge.Deadline;
        if (Can($"{key}.backoff.min", $"{key}.backoff.max") && receiver.BackoffMin > receiver.BackoffMax)
        {
            var (min, max) = ($"{key}.backoff.min", $"{key}.backoff.max");
            var (found, place) = Find([min, max]);
            log.Error(place, found, null, Compare(found, min, Show(receiver.BackoffMin), max, Show(receiver.BackoffMax)));
        }

        if (!Can("relay.edge.deadline"))
        {
            return;
        }

        if (Can($"{key}.down-after") && receiver.DownAfter >= deadline)
        {
            Warn(
                [$"{key}.down-after", "relay.edge.deadline"],
                $"down-after is {Show(receiver.DownAfter)} and edge.deadline {Show(deadline)}: " +
                "batches reach their deadline before the Receiver counts as down");
        }

        if (Can($"{key}.connect-timeout") && receiver.ConnectTimeout >= deadline)
        {
            Warn(
                [$"{key}.connect-timeout", "relay.edge.deadline"],
                $"connect-timeout is {Show(receiver.ConnectTimeout)} and edge.deadline {Show(deadline)}: " +
                "batches reach their deadline before a second attempt to connect");
        }

        // The default is longer too, for good reason; who sets it looks for something and may miss this.
        var stall = $"{key}.stall-timeout";
        if (Can(stall) && SetAt(stall) is not null && receiver.StallTimeout > deadline)
        {
            Warn(
                [stall],
                $"stall-timeout is {Show(receiver.StallTimeout)} and edge.deadline {Show(deadline)}: " +
                "batches of a connection that stalls are answered 503 before another connection takes them");
        }
    }

    private void AtMost(string key, long value, string otherKey, long other, string reason)
    {
        if (Can(key, otherKey) && value > other)
        {
            var (found, place) = Find([key, otherKey]);
            var comparison = Compare(found, key, ByteSizes.Format(value), otherKey, ByteSizes.Format(other));
            log.Error(place, found, null, $"{comparison}: {reason}");
        }
    }

    /// <summary>Which of two is too large, without the key that the message begins with.</summary>
    private static string Compare(string shownKey, string moreKey, string more, string lessKey, string less) =>
        shownKey == moreKey ? $"{more} is more than {lessKey}, {less}" : $"{less} is less than {moreKey}, {more}";

    private bool Can(params ReadOnlySpan<string> keys) => log.CanCompare(keys);

    private void Error(string[] keys, string message)
    {
        var (key, place) = Find(keys);
        log.Error(place, key, null, message);
    }

    private void Warn(string[] keys, string message)
    {
        var (key, place) = Find(keys);
        log.Warn(place, key, null, message);
    }

    /// <summary>The first of some keys that the operator set; of a check on defaults alone, the first.</summary>
    private (string Key, Place Place) Find(string[] keys)
    {
        var set = keys.FirstOrDefault(k => SetAt(k) is not null) ?? keys[0];
        return (set, SetAt(set) ?? root.Find(set.Split('.'))?.Place ?? root.Place);
    }

    private Place? SetAt(string key) =>
        root.Find(key.Split('.')) is { } value && value.Place.Source != SettingsReader.ReferenceName
            ? value.Place
            : null;

    private static string Show(TimeSpan duration) => Durations.Format(duration);
}
