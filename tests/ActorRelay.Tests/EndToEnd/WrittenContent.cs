using System.Net;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>A request body that is written as it goes: chunked when no length is given.</summary>
internal sealed class WrittenContent(Func<Stream, CancellationToken, Task> write, long? length = null) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        write(stream, CancellationToken.None);

    protected override Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken) => write(stream, cancellationToken);

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }
}
