using System.Net;

namespace ActorRelay.Tests.Edge;

/// <summary>A chunked body whose second half waits until the test opens the gate.</summary>
internal sealed class GatedContent(byte[] body) : HttpContent
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _gate.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(body.AsMemory(0, body.Length / 2), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        await _gate.Task.WaitAsync(cancellationToken);
        await stream.WriteAsync(body.AsMemory(body.Length / 2), cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
