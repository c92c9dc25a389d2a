namespace ActorRelay.Tests.Judge;

/// <summary>What one receiver got, in the order its application read it, and how its connections ended.</summary>
internal sealed class ArrivalLog
{
    private readonly Lock _lock = new();
    private readonly List<Arrival> _arrivals = [];
    private readonly List<ConnectionEnd> _ends = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _arrivals.Count;
            }
        }
    }

    public IReadOnlyList<Arrival> Arrivals
    {
        get
        {
            lock (_lock)
            {
                return [.. _arrivals];
            }
        }
    }

    public IReadOnlyList<ConnectionEnd> Ends
    {
        get
        {
            lock (_lock)
            {
                return [.. _ends];
            }
        }
    }

    /// <summary>What a daemon wrote into its file, where nobody knows of connections.</summary>
    public static ArrivalLog Of(IEnumerable<ReadOnlyMemory<byte>> lines)
    {
        var log = new ArrivalLog();
        foreach (var line in lines)
        {
            log.Add(0, line.Span);
        }

        return log;
    }

    public void Add(int connection, ReadOnlySpan<byte> message, bool isWhole = true)
    {
        var arrival = new Arrival(connection, message.ToArray(), isWhole);
        lock (_lock)
        {
            _arrivals.Add(arrival);
        }
    }

    public void Add(ConnectionEnd end)
    {
        lock (_lock)
        {
            _ends.Add(end);
        }
    }
}
