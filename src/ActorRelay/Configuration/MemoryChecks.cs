namespace ActorRelay.Configuration;

/// <summary>
/// Whether <c>in-flight</c>, <c>blocks</c>, <c>replay</c> and <c>connections</c> fit together. What a connection keeps
/// for <c>replay</c> stays in its blocks as long as it lives, so batches must find theirs in what is left. An error
/// where some batch could never start, a warning where more than half of the blocks is kept.
/// </summary>
/// <param name="compared">Takes what does not fit.</param>
/// <param name="memory">Bytes this process may have; null when that is not known.</param>
internal sealed class MemoryChecks(ComparedSettings compared, long? memory)
{
    /// <summary>What the program takes beside bodies and blocks, in bytes: the runtime, its code, connections.</summary>
    private const long Constant = 130L << 20;

    /// <summary>A batch starts when it holds three blocks, so a connection is sure of work only with as many.</summary>
    private const int BlocksPerConnection = 3;

    /// <summary>Fewer do not make a pool.</summary>
    private const int MinBlocks = 16;

    /// <summary>Bytes of one block.</summary>
    private const long Block = 256L << 10;

    /// <summary>
    /// The smallest batch that Logpush makes when it has more to send: 5 MB (its smallest max_upload_bytes), which gzip
    /// makes a tenth of.
    /// </summary>
    private const long FullBody = 512L << 10;

    private const string MaxBody = "relay.edge.max-body";
    private const string InFlight = "relay.edge.in-flight";
    private const string Blocks = "relay.blocks";

    public void Check(RelaySettings settings)
    {
        if (!settings.Spool.Enabled)
        {
            CheckBodies(settings.Edge);
        }

        var connections = settings.Receivers.Sum(receiver => receiver.AllConnections);
        CheckConnections(settings, connections);
        CheckBlocks(settings, connections);
        CheckSum(settings);
    }

    private void CheckSum(RelaySettings settings)
    {
        var blocks = settings.Blocks * Block;
        var bodies = settings.Edge.InFlight + (settings.Spool.Enabled ? settings.Edge.InFlight / 4 : 0);
        var sum = bodies + blocks + Constant;
        if (compared.Can(InFlight, Blocks) && sum > memory)
        {
            compared.Warn([InFlight, Blocks], _ =>
                $"in-flight {ByteSizes.Format(settings.Edge.InFlight)}{(settings.Spool.Enabled ? ", a quarter more for what comes out of the spool" : "")}, blocks {ByteSizes.Format(blocks)} and the " +
                $"program's own {ByteSizes.Format(Constant)} are {ByteSizes.Format(sum)}, and there are {memory >> 20} MiB here");
        }
    }

    /// <summary>A warning, not an error: bodies are seldom that large, and it is how the defaults are.</summary>
    private void CheckBodies(EdgeSettings edge)
    {
        if (compared.Can(MaxBody, InFlight) && edge.MaxBody > edge.InFlight &&
            (compared.IsSet(MaxBody) || compared.IsSet(InFlight)))
        {
            compared.Warn([MaxBody, InFlight], key =>
                ComparedSettings.Compare(
                    key, MaxBody, ByteSizes.Format(edge.MaxBody), InFlight, ByteSizes.Format(edge.InFlight)) +
                ": a body between the two never finds room and is answered 503");
        }
    }

    /// <summary>A batch stays on one connection, so there must be room for one body to each.</summary>
    private void CheckConnections(RelaySettings settings, int connections)
    {
        string[] keys = [InFlight, .. Keys(settings, "connections", "addresses")];
        if (compared.Can(keys) && settings.Edge.InFlight < connections * FullBody)
        {
            compared.Warn(keys, _ =>
                $"in-flight is {ByteSizes.Format(settings.Edge.InFlight)} and there are {connections} connections, " +
                $"each of which needs a batch to be busy: a full one takes {ByteSizes.Format(FullBody)} or more, " +
                $"so some will idle; {ByteSizes.Format(connections * FullBody)} is the least for all of them");
        }
    }

    private void CheckBlocks(RelaySettings settings, int connections)
    {
        string[] keys = [Blocks, .. Keys(settings, "connections", "addresses", "replay")];
        if (!compared.Can(keys))
        {
            return;
        }

        var replay = settings.ReplayBlocks;
        var batch = 2 + settings.Routes.Select(route => route.Receivers.Length).DefaultIfEmpty(1).Max();
        var needed = Needed(connections, batch, replay);
        if (settings.Blocks < needed)
        {
            var each = replay + connections * BlocksPerConnection == needed
                ? $"{BlocksPerConnection} for each"
                : $"{needed - replay} for batches";
            compared.Error(keys, _ =>
                $"{settings.Blocks} blocks are too few for {connections} connections: at least {needed} are needed, " +
                each + (replay == 0 ? "" : $", {Show(replay)} for replay{Advice(settings.Blocks, connections, batch)}"));
        }
        else if (replay * 2 > settings.Blocks)
        {
            compared.Warn(keys, _ =>
                $"{connections} connections may keep {Show(replay)} of {settings.Blocks} blocks for replay, which leaves " +
                $"batches {Show(settings.Blocks - replay)}: set blocks to {replay * 2}, or replay lower");
        }
    }

    /// <summary>
    /// So many that beside what is kept for replay each connection has its three, and a batch of more than 1 MiB can start,
    /// which may use no more than three quarters.
    /// </summary>
    private static int Needed(int connections, int batch, int replay) => replay + Math.Max(
        Math.Max(MinBlocks, connections * BlocksPerConnection), batch + (batch - 1) / 3);

    /// <summary>What <c>replay</c> could be with as many blocks, were it the same for all; whole MiB if it can be.</summary>
    private static string Advice(int blocks, int connections, int batch)
    {
        var each = 0;
        while (Needed(connections, batch, ReceiverSettings.ReplayBlocksFor((each + 1) * Block) * connections) <= blocks)
        {
            each++;
        }

        var most = each < 4 ? each : each / 4 * 4;
        return Needed(connections, batch, 0) > blocks ? "" : $"; or set replay to {ByteSizes.Format(most * Block)}";
    }

    private static string Show(long blocks) => $"{blocks} ({ByteSizes.Format(blocks * Block)})";

    private static IEnumerable<string> Keys(RelaySettings settings, params string[] names) =>
        names.SelectMany(name => settings.Receivers.Select(receiver => $"relay.receivers.{receiver.Name}.{name}"));
}
