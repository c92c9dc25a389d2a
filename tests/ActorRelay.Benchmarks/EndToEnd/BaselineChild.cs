using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>
/// The least a relay could do: Kestrel and gunzip in 256 KiB blocks, then either nothing, or the bytes as they are to
/// the sink over two connections. No formatting, no framing, no accounts.
/// </summary>
internal static class BaselineChild
{
    private const int BlockSize = 256 * 1024;

    /// <param name="sinkPort">Where to send to, or null to discard.</param>
    public static async Task RunAsync(int? sinkPort)
    {
        using var sender = sinkPort is { } port ? await RawSender.ConnectAsync(port) : null;
        var inflated = 0L;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        await using var app = builder.Build();
        app.Run(async context => Interlocked.Add(ref inflated, await TakeAsync(context.Request, sender)));
        await app.StartAsync();
        await ChildConsole.ServeAsync(
            $"listening {app.Urls.First()}",
            _ => $"{GC.GetTotalAllocatedBytes(precise: true)} {Interlocked.Read(ref inflated)}");
    }

    private static async Task<long> TakeAsync(HttpRequest request, RawSender? sender)
    {
        var aborted = request.HttpContext.RequestAborted;
        var connection = sender?.NextConnection();
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            await using var gunzip = new GZipStream(request.Body, CompressionMode.Decompress);
            for (var total = 0L; ;)
            {
                var read = await gunzip.ReadAtLeastAsync(block, BlockSize, throwOnEndOfStream: false, aborted);
                if (read > 0 && connection is not null)
                {
                    await connection.SendAsync(block.AsMemory(0, read), aborted);
                }

                total += read;
                if (read < BlockSize)
                {
                    return total;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
