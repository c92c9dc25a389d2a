using System.Collections.Immutable;

namespace ActorRelay.Records.Shaping;

/// <summary>
/// Decides by which route, if any, a record goes to one output: the first that takes it and delivers there. A route that
/// takes a record keeps it from those after it, unless it goes on. Not for use by several threads.
/// </summary>
internal sealed class RecordRouting
{
    private readonly Route[] _routes;
    private readonly FieldText _text = new();
    private readonly ulong _batch;

    /// <param name="routes">In their order.</param>
    /// <param name="batch">A hash of the batch's content, for samples.</param>
    /// <param name="wanted">What the scanner finds; <see cref="WantedBy"/> must be among it.</param>
    private RecordRouting(ImmutableArray<RouteOfOutput> routes, ulong batch, WantedFields wanted)
    {
        _batch = batch;
        _routes =
        [
            .. routes.Select(route => new Route(
                route, [.. (route.Rules.Where?.Fields ?? []).Select(name => wanted.Names.IndexOf(name))])),
        ];
    }

    /// <summary>The fields that the routes ask for.</summary>
    public static IEnumerable<string> WantedBy(ImmutableArray<RouteOfOutput> routes) =>
        routes.SelectMany(route => route.Rules.Where?.Fields ?? []);

    /// <summary>Null when every record goes to the output as it is: then there is nothing to decide.</summary>
    public static RecordRouting? Create(
        ImmutableArray<RouteOfOutput> routes, ulong batch, WantedFields wanted) =>
        routes is [{ Delivers: true, Rules.LeaveAllAsTheyAre: true }, ..] ? null : new RecordRouting(routes, batch, wanted);

    /// <summary>The route by which a record goes to the output, or -1.</summary>
    /// <param name="scanner">Has just scanned the record.</param>
    /// <param name="record">From its <c>{</c>.</param>
    /// <param name="line">Its number.</param>
    public int Choose(RecordScanner scanner, ReadOnlySpan<byte> record, long line)
    {
        for (var i = 0; i < _routes.Length; i++)
        {
            ref readonly var route = ref _routes[i];
            if (route.Where?.Holds(new RecordFields(record, scanner, route.Slots, _text)) == false)
            {
                continue;
            }

            if (route.Delivers && route.Sample.Keeps(_batch, line))
            {
                return i;
            }

            if (!route.GoesOn)
            {
                return -1;
            }
        }

        return -1;
    }

    private readonly struct Route(RouteOfOutput route, int[] slots)
    {
        public readonly WhereClause? Where = route.Rules.Where;
        public readonly int[] Slots = slots;
        public readonly Sample Sample = new(route.Rules.Sample);
        public readonly bool Delivers = route.Delivers;
        public readonly bool GoesOn = route.Rules.GoesOn;
    }
}
