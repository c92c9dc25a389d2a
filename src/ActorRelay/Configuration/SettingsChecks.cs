using ActorRelay.Configuration.Hocon;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>What must fit together, though each setting by itself is right.</summary>
/// <param name="log">Takes what does not.</param>
/// <param name="root">Where the settings were written.</param>
/// <param name="memory">Bytes this process may have; null when that is not known.</param>
internal sealed class SettingsChecks(SettingsLog log, HoconObject root, long? memory)
{
    private const string MaxBody = "relay.edge.max-body";
    private const string MaxInflated = "relay.edge.max-inflated";

    /// <summary>Bytes of the longest counted message that rsyslog surely takes, header included.</summary>
    private const int LongestFrame = 190_000;

    private static readonly TimeSpan LongestDeadline = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(115);

    private readonly ComparedSettings _compared = new(log, root);

    public void Check(RelaySettings settings)
    {
        var edge = settings.Edge;
        AtMost(MaxBody, edge.MaxBody, MaxInflated, edge.MaxInflated, "a body may come as plain text");
        AtMost("relay.edge.max-line", edge.MaxLine, MaxInflated, edge.MaxInflated, "a longer line cannot come");
        CheckQuarantine(settings);
        CheckSpool(settings.Spool);
        new MemoryChecks(_compared, memory).Check(settings);
        CheckListeners(settings);
        CheckSendersTimeouts(edge);
        foreach (var receiver in settings.Receivers)
        {
            CheckReceiver(settings, receiver, $"relay.receivers.{receiver.Name}");
        }

        if (Can("relay.stop-timeout", "relay.edge.deadline") && settings.StopTimeout < edge.Deadline)
        {
            Warn(
                ["relay.stop-timeout", "relay.edge.deadline"],
                $"stop-timeout is {Show(settings.StopTimeout)} and edge.deadline {Show(edge.Deadline)}: " +
                $"at a stop, batches are {Unended(settings)} before their deadline");
        }
    }

    /// <summary>Nothing of the connection string is shown: what is wrongly quoted in it may be a part of its password.</summary>
    private void CheckSpool(SpoolSettings spool)
    {
        const string store = "relay.spool.store";
        if (Can(store) && spool.Postgres is { } connection && !SpoolSettingsReader.IsPrivate(connection))
        {
            Warn(
                [store],
                "the connection to PostgreSQL is neither local nor SSL Mode=VerifyFull: who is between the two can read what is "
                + "spooled, and be the server");
        }
    }

    /// <summary>A warning, not an error: bodies are seldom that large, and seldom refused.</summary>
    private void CheckQuarantine(RelaySettings settings)
    {
        const string maxSize = "relay.quarantine.max-size";
        var (most, body) = (settings.Quarantine.MaxSize, settings.Edge.MaxBody);
        if (Can(maxSize, MaxBody) && most < body)
        {
            _compared.Warn([maxSize, MaxBody], found =>
                ComparedSettings.Compare(found, MaxBody, ByteSizes.Format(body), maxSize, ByteSizes.Format(most)) +
                ": a body between the two that cannot be read is never set aside, and comes again until the job is disabled");
        }
    }

    /// <summary>
    /// Logpush ends a request on which nothing has moved for 10 s, and any after 2 minutes; whether the wait for an answer
    /// counts as nothing moving is stated nowhere, so the deadline is to keep both.
    /// </summary>
    private void CheckSendersTimeouts(EdgeSettings edge)
    {
        const string deadline = "relay.edge.deadline";
        const string uploadTimeout = "relay.edge.upload-timeout";
        if (Can(deadline) && edge.Deadline > LongestDeadline)
        {
            Warn(
                [deadline],
                $"deadline is {Show(edge.Deadline)}: Cloudflare ends what makes no progress for 10 s, which may hold for the wait " +
                $"for an answer too; at most {Show(LongestDeadline)} is safe");
        }

        if (Can(deadline, uploadTimeout) && edge.UploadTimeout + edge.Deadline > LongestRequest)
        {
            Warn(
                [uploadTimeout, deadline],
                $"upload-timeout is {Show(edge.UploadTimeout)} and deadline {Show(edge.Deadline)}: Cloudflare gives a whole request " +
                $"2 minutes; together at most {Show(LongestRequest)} is safe");
        }
    }

    private void CheckListeners(RelaySettings settings)
    {
        const string key = "relay.inspection.listen";
        if (!Can(key))
        {
            return;
        }

        var inspection = settings.Inspection.Listen;
        if (settings.Edge.Listen.Any(a => ListenAddressReader.Collide(a, inspection)))
        {
            Error([key, "relay.edge.listen"], $"edge.listen takes port {inspection.Port} already");
        }
        else if (!inspection.IsLoopback && settings.Inspection.Token.Length == 0)
        {
            Warn(
                [key],
                "this is not a loopback address and no inspection.token is set: only /healthz, /readyz and /metrics are answered");
        }
        else if (!inspection.IsLoopback && !inspection.Https)
        {
            Warn([key], "inspection.token comes in the clear over http, and this is not a loopback address: listen with https://");
        }
    }

    private void CheckReceiver(RelaySettings settings, ReceiverSettings receiver, string key)
    {
        var deadline = settings.Edge.Deadline;
        if (Can($"{key}.backoff.min", $"{key}.backoff.max") && receiver.BackoffMin > receiver.BackoffMax)
        {
            var (min, max) = ($"{key}.backoff.min", $"{key}.backoff.max");
            _compared.Error([min, max], found => ComparedSettings.Compare(
                found, min, Show(receiver.BackoffMin), max, Show(receiver.BackoffMax)));
        }

        var longest = $"{key}.max-message";
        if (Can(longest) && receiver is { Profile: "rsyslog", Format: { Framing: Framing.OctetCounting, MaxMessage: 0 or > LongestFrame } })
        {
            Warn(
                [longest],
                $"rsyslog garbles what follows a frame of more than 200,000 bytes, unless the input's maxFrameSize allows it: set that there, " +
                "or framing = newline here");
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
        if (Can(stall) && _compared.IsSet(stall) && receiver.StallTimeout > deadline)
        {
            Warn(
                [stall],
                $"stall-timeout is {Show(receiver.StallTimeout)} and edge.deadline {Show(deadline)}: " +
                $"batches of a connection that stalls are {Unended(settings)} before another connection takes them");
        }
    }

    /// <summary>What becomes of a batch that has not ended in its time, for a sentence.</summary>
    private static string Unended(RelaySettings settings) => settings.Spool.Enabled ? "spooled" : "answered 503";

    private void AtMost(string key, long value, string otherKey, long other, string reason)
    {
        if (Can(key, otherKey) && value > other)
        {
            var (more, less) = (ByteSizes.Format(value), ByteSizes.Format(other));
            _compared.Error([key, otherKey], found =>
                $"{ComparedSettings.Compare(found, key, more, otherKey, less)}: {reason}");
        }
    }

    private bool Can(params ReadOnlySpan<string> keys) => _compared.Can(keys);

    private void Error(string[] keys, string message) => _compared.Error(keys, _ => message);

    private void Warn(string[] keys, string message) => _compared.Warn(keys, _ => message);

    private static string Show(TimeSpan duration) => Durations.Format(duration);
}
