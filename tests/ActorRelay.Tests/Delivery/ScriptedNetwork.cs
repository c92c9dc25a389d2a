using System.Threading.Channels;
using ActorRelay.Configuration;
using ActorRelay.Delivery;

namespace ActorRelay.Tests.Delivery;

/// <summary>Makes <see cref="ScriptedSocket"/>s, and gives them to the test in the order they were asked for.</summary>
internal sealed class ScriptedNetwork
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<ScriptedSocket> _sockets = Channel.CreateUnbounded<ScriptedSocket>();

    public Arrivals Arrivals { get; } = new();

    public bool KeepsSendOnDispose { get; init; }

    public bool SaysNothing { get; init; }

    /// <summary>Nothing is acknowledged until the test says so.</summary>
    public bool KeepsAcknowledgements { get; init; }

    /// <summary>Sockets made that the test has not taken yet.</summary>
    public int Waiting => _sockets.Reader.Count;

    public IReceiverSocket Make(ReceiverAddress address, ReceiverSettings settings)
    {
        var socket = new ScriptedSocket(address, Arrivals.Open())
        {
            KeepsSendOnDispose = KeepsSendOnDispose,
            SaysNothing = SaysNothing,
            Acknowledged = KeepsAcknowledgements ? 0 : null,
        };
        Assert.True(_sockets.Writer.TryWrite(socket));
        return socket;
    }

    public async Task<ScriptedSocket> Next()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _sockets.Reader.ReadAsync(patience.Token);
    }
}
