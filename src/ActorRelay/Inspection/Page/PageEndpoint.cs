using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Akka.Actor;

namespace ActorRelay.Inspection.Page;

/// <summary>
/// The page at <c>/</c>, and <c>/events</c>, by which it is told of each second (server-sent events, WHATWG HTML 9.2). The
/// page is one file that asks nobody but the relay; its policy allows the script and the style that are in it, and no other.
/// </summary>
/// <param name="inspection"><c>/user/inspection</c>.</param>
/// <param name="stopping">The relay stops: streams end, for Kestrel waits for them.</param>
internal sealed class PageEndpoint(IActorRef inspection, CancellationToken stopping)
{
    /// <summary>Pages open at once. One more is told to come later.</summary>
    public const int MaxStreams = 32;

    private static readonly string Text = Read();
    private static readonly byte[] Html = Encoding.UTF8.GetBytes(Text);
    private static readonly string Policy =
        $"default-src 'none'; script-src '{HashOf("script")}'; style-src '{HashOf("style")}'; img-src data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private int _streams;

    public static async Task ShowAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = Html.Length;
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-cache";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await response.Body.WriteAsync(Html, context.RequestAborted);
        }
    }

    public async Task StreamAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _streams) > MaxStreams)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                await context.Response.WriteAsJsonAsync(
                    new { error = $"{MaxStreams} pages are open, which is the most" }, context.RequestAborted);
                return;
            }

            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            await SendAsync(context.Response, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The page was closed.
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    private async Task SendAsync(HttpResponse response, CancellationToken closed)
    {
        var reports = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        inspection.Tell(new LiveProtocol.Watch(reports.Writer));
        await using var stop = stopping.UnsafeRegister(_ => reports.Writer.TryComplete(), null);
        try
        {
            await foreach (var report in reports.Reader.ReadAllAsync(closed))
            {
                await response.Body.WriteAsync("data: "u8.ToArray(), closed);
                await response.Body.WriteAsync(report, closed);
                await response.Body.WriteAsync("\n\n"u8.ToArray(), closed);
                await response.Body.FlushAsync(closed);
            }
        }
        finally
        {
            inspection.Tell(new LiveProtocol.Unwatch(reports.Writer));
        }
    }

    private static string Read()
    {
        using var stream = typeof(PageEndpoint).Assembly.GetManifestResourceStream("page.html")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>As Content Security Policy level 2, section 4.2.5, has it.</summary>
    private static string HashOf(string element)
    {
        var from = Text.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2;
        var content = Text[from..Text.IndexOf($"</{element}>", from, StringComparison.Ordinal)];
        return $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}";
    }
}
