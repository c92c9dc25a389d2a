using System.Collections.Immutable;
using ActorRelay.Records;
using ActorRelay.Records.Shaping;

namespace ActorRelay.Syslog;

/// <summary>
/// Which fields of a record the lines of one output and one dataset are made by. Worked out once, and shared by all batches
/// that are alike; never changed.
/// </summary>
internal sealed class LineFields
{
    /// <param name="format">Of the output.</param>
    /// <param name="dataset">Whose records they are.</param>
    /// <param name="eventTime">As <see cref="LineContext.EventTime"/>.</param>
    /// <param name="routes">By which records go to the output, and what they ask of them.</param>
    public LineFields(
        OutputFormat format, string dataset, ImmutableArray<string> eventTime, ImmutableArray<RouteOfOutput> routes)
    {
        EventTimes = EventTimeFields.Of(dataset, eventTime);
        var rule = format.Severity?.For(dataset);
        var eventRule = format.HasEventSeverity ? (format.Severity ?? SeverityRule.ByDataset).For(dataset) : null;
        var watching = RecordRouting.ShapesOf(routes);
        var others = format.HeaderFields.Concat(RecordRouting.WantedBy(routes)).ToList();
        Wanted = (rule ?? eventRule) is null && others.Count == 0 && watching.IsEmpty
            ? EventTimes.Wanted
            : WantedBy((rule ?? eventRule)?.Tests.Select(static test => test.Field) ?? [], others, watching);
        WantedOfShaped = watching.IsEmpty ? Wanted : Wanted.Unwatched;
        EventTimePlaces =
        [
            .. Enumerable.Range(0, EventTimes.Count).Select(
                place => (Wanted.Names.IndexOf(EventTimes.FieldOf(place)), EventTimes.IsDeeper(place))),
        ];
        Severity = rule is null ? null : new RecordSeverity(rule, format.Priority, Wanted);
        EventSeverity = eventRule is null ? null : new RecordSeverity(eventRule, 0, Wanted);
    }

    /// <summary>Where the event time is.</summary>
    public EventTimeFields EventTimes { get; }

    /// <summary>The slot of each of the <see cref="EventTimes"/>, and whether the time is in the object that the field holds.</summary>
    public ImmutableArray<(int Slot, bool IsDeeper)> EventTimePlaces { get; }

    /// <summary>What a scan must find.</summary>
    public WantedFields Wanted { get; }

    /// <summary>The same of a record that a route has shaped: nothing more is done to it.</summary>
    public WantedFields WantedOfShaped { get; }

    /// <summary>Null where every record has the severity of the output.</summary>
    public RecordSeverity? Severity { get; }

    /// <summary>The severity that a payload says; null where none does.</summary>
    public RecordSeverity? EventSeverity { get; }

    /// <summary>What severities and event times are made of is found in other spellings too, unless settings name it.</summary>
    private WantedFields WantedBy(IEnumerable<string> severities, List<string> others, ImmutableArray<FieldShape> watching)
    {
        var similar = severities
            .Concat(EventTimes.IsNamed ? [] : EventTimes.Fields)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return new WantedFields(
            [.. similar.Concat(EventTimes.Fields).Concat(others).Distinct(StringComparer.Ordinal)], watching, similar.Count);
    }
}
