using System.Collections.Immutable;
using ActorRelay.Configuration;
using ActorRelay.Records;
using ActorRelay.Syslog;

namespace ActorRelay.Inspection;

/// <summary>
/// Whether event times come as a Receiver's profile expects them. ALog's ConvSerialToDateTime reads unix seconds;
/// Logpush jobs made by the API write <c>unixnano</c> unless told otherwise, those made in the dashboard RFC 3339.
/// </summary>
internal static class ExpectedEventTimes
{
    private static readonly string Seconds = EventTimeFormats.Text(EventTimeFormat.UnixSeconds);

    /// <param name="eventTimes">The formats in use, as <see cref="EventTimeFormats.Text"/> names them.</param>
    /// <param name="receivers">The dataset goes to these.</param>
    /// <returns>What to do about it, one for each Receiver and format; mostly none.</returns>
    public static ImmutableArray<string> Warnings(
        string dataset, ImmutableArray<string> eventTimes, IEnumerable<ReceiverSettings> receivers) =>
    [
        .. receivers.Where(ExpectsSeconds).SelectMany(receiver => eventTimes
            .Where(format => format != Seconds)
            .Select(format =>
                $"event times of {dataset} come as {format}, and Receiver {receiver.Name} (profile {receiver.Profile}) " +
                "expects unix seconds: set event-time-field = unix on it, or the job's timestamp_format to unix")),
    ];

    private static bool ExpectsSeconds(ReceiverSettings receiver) =>
        receiver is { Profile: "alog", Format.EventTimeField: EventTimeStyle.AsSent };
}
