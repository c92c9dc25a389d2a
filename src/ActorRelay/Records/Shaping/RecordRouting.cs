using System.Collections.Immutable;

namespace ActorRelay.Records.Shaping;

/// <summary>
/// Decides by which route, if any, a record goes to one output: the first that takes it and delivers there. A route that
/// takes a record keeps it from those after it, unless it goes on. Not for use by several threads.
/// </summary>
internal sealed class RecordRouting
{
    private readonly Route[] _routes;
    private readonly RecordShaper?[] _shapers;
    private readonly BatchNames _names;
    private readonly ValueText _text = new();
    private readonly ulong _batch;

    /// <param name="routes">In their order.</param>
    /// <param name="names">Of the batch.</param>
    /// <param name="batch">A hash of the batch's content, for samples.</param>
    /// <param name="wanted">What the scanner finds; <see cref="WantedBy"/> must be among it.</param>
    private RecordRouting(ImmutableArray<RouteOfOutput> routes, BatchNames names, ulong batch, WantedFields wanted)
    {
        _names = names;
        _batch = batch;
        _shapers = new RecordShaper?[routes.Length];
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
        ImmutableArray<RouteOfOutput> routes, BatchNames names, ulong batch, WantedFields wanted) =>
        routes is [{ Delivers: true, Rules.LeaveAllAsTheyAre: true }, ..]
            ? null
            : new RecordRouting(routes, names, batch, wanted);

    /// <summary>What the routes do to fields, which a scan must tell whether a record has.</summary>
    public static ImmutableArray<FieldShape> ShapesOf(ImmutableArray<RouteOfOutput> routes) =>
        [.. routes.Where(route => route.Delivers).Select(route => route.Rules.Shape).OfType<FieldShape>()];

    /// <summary>The route by which a record goes to the output, or -1.</summary>
    /// <param name="scanner">Has just scanned the record.</param>
    /// <param name="record">From its <c>{</c>.</param>
    /// <param name="line">Its number.</param>
    public int Choose(RecordScanner scanner, ReadOnlySpan<byte> record, long line)
    {
        for (var i = 0; i < _routes.Length; i++)
        {
            ref readonly var route = ref _routes[i];
            if (route.Where?.Holds(new AskedFields(record, scanner, route.Slots, _text)) == false)
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

    /// <summary>What shapes the record that was just scanned and takes this route; null when it stays as it is.</summary>
    public RecordShaper? ShaperFor(int route, RecordScanner scanner)
    {
        if (_routes[route].Shape is not { } shape
            || (shape.Add.IsEmpty && !scanner.HasWatched && (scanner.Marks & shape.Marks) == 0))
        {
            return null;
        }

        return _shapers[route] ??= new RecordShaper(shape, _names);
    }

    private readonly struct Route(RouteOfOutput route, int[] slots)
    {
        public readonly WhereClause? Where = route.Rules.Where;
        public readonly int[] Slots = slots;
        public readonly Sample Sample = new(route.Rules.Sample);
        public readonly FieldShape? Shape = route.Rules.Shape;
        public readonly bool Delivers = route.Delivers;
        public readonly bool GoesOn = route.Rules.GoesOn;
    }
}
