using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Tests.Commands;

/// <summary>An edge on a free port that remembers what was posted to it and answers what a test tells it to.</summary>
internal sealed class FakeEdge : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FakeEdge(WebApplication application) => _application = application;

    public Uri Url { get; private set; } = null!;

    public ConcurrentQueue<Upload> Uploads { get; } = new();

    /// <summary>Writes the answer to an upload; 200 unless set.</summary>
    public Func<Upload, HttpResponse, Task> Answer { get; set; } = (_, response) => AnswerAsync(response, 200);

    public static Task AnswerAsync(HttpResponse response, int status, string body = "", string? retryAfter = null)
    {
        response.StatusCode = status;
        response.Headers.RetryAfter = retryAfter;
        return response.WriteAsync(body);
    }

    public static async Task<FakeEdge> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var application = builder.Build();
        var edge = new FakeEdge(application);
        application.Run(edge.TakeAsync);
        await application.StartAsync();
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        edge.Url = new Uri(addresses.Addresses.Single());
        return edge;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var request = context.Request;
        var body = new MemoryStream();
        await using (var gzip = new GZipStream(request.Body, CompressionMode.Decompress))
        {
            await gzip.CopyToAsync(body);
        }

        var headers = request.Headers.ToDictionary(header => header.Key, header => $"{header.Value}");
        var upload = new Upload(request.Method, request.Path + request.QueryString, headers, Encoding.UTF8.GetString(body.ToArray()));
        Uploads.Enqueue(upload);
        await Answer(upload, context.Response);
    }

    internal sealed record Upload(
        string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
    {
        public bool IsPreflight => Body == """{"content":"tests"}""";

        public string[] Lines => Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
