using System.Collections.Immutable;
using ActorRelay.Records.Shaping;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>One output of a batch: how its Receiver wants lines, and which records it gets. Equal ones get equal bytes.</summary>
/// <param name="Format">How it wants them.</param>
/// <param name="Routes">The routes its records can take, in their order; none: it gets nothing.</param>
internal sealed record OutputPlan(OutputFormat Format, ImmutableArray<RouteOfOutput> Routes)
{
    /// <summary>Whose output it is; empty for nobody's.</summary>
    public string Receiver { get; init; } = "";

    /// <summary>What its lines are made by, if that is known; else it is worked out for each batch.</summary>
    public LineFields? Fields { get; init; }

    /// <summary>One that gets every record as it is.</summary>
    public static OutputPlan OfAll(OutputFormat format) => new(format, [new RouteOfOutput(RecordRules.None, true)]);

    /// <summary>
    /// One for each Receiver that the routes name, in their order. Where they name none there still is one, which gets
    /// nothing: records must be read to be counted.
    /// </summary>
    /// <param name="routes">Of the dataset.</param>
    /// <param name="dataset">Whose records they are.</param>
    /// <param name="settings">Have the Receivers.</param>
    public static ImmutableArray<OutputPlan> For(DatasetRoutes routes, string dataset, RelaySettings settings) =>
        routes.Receivers.IsEmpty
            ? [new OutputPlan(OutputProfiles.Alog, [])]
            : [.. routes.Receivers.Select(receiver => Of(receiver, settings.FormatOf(receiver), routes, dataset))];

    private static OutputPlan Of(string receiver, OutputFormat format, DatasetRoutes routes, string dataset)
    {
        var its = routes.Of(receiver);
        return new OutputPlan(format, its)
        {
            Receiver = receiver,
            Fields = new LineFields(format, dataset, routes.EventTime, its),
        };
    }

    public bool Equals(OutputPlan? other) =>
        other is not null && Format == other.Format && Routes.AsSpan().SequenceEqual(other.Routes.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Format, Routes.Length);
}
