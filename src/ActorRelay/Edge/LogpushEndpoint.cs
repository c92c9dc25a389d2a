using System.IO.Enumeration;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Streams;
using Akka.Actor;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Edge;

/// <summary>
/// The door: who are you, is there room, is the body whole? Only then is there a batch. Checks run in the contract's
/// order, and nothing of a body, a path or a secret is ever echoed.
/// </summary>
internal sealed partial class LogpushEndpoint(
    RelaySettings settings,
    Admission admission,
    PathMemory paths,
    IActorRef batches,
    TimeProvider time,
    ILogger<LogpushEndpoint> log)
{
    private readonly Credentials _credentials = new(settings.Edge);
    private readonly ClientAddress _address = new(settings.Edge);
    private readonly SegmentPool _segments = new();

    public async Task HandleAsync(HttpContext context)
    {
        var id = BatchId.Next(time.GetUtcNow());
        BatchAnswer? answer;
        try
        {
            answer = await AnswerAsync(context, id);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            LogFailed(id, e);
            answer = Refuse(BatchOutcome.Failed, "a fault of the relay; its log has it under this batch");
        }

        if (answer is null)
        {
            context.Abort();
            return;
        }

        await Answers.WriteAsync(context.Response, id, answer);
    }

    /// <summary>Null when there is nobody left to answer.</summary>
    private async Task<BatchAnswer?> AnswerAsync(HttpContext context, BatchId id)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) && !HttpMethods.IsPut(request.Method))
        {
            return Refuse(BatchOutcome.MethodNotAllowed, "send records with POST or PUT");
        }

        // Both, always: which of them failed must not show.
        if (!(_address.Allow(context) & _credentials.Allow(request)))
        {
            return Refuse(BatchOutcome.Forbidden, "not allowed from here with this secret");
        }

        if (EdgePath.Parse(request.Path, request.QueryString) is not { } path)
        {
            return Refuse(BatchOutcome.NoRoute,
                "the path is /DATASET or /DATASET/SOURCE, each name 1 to 64 of A-Z a-z 0-9 _ . -");
        }

        var route = path.Dataset is null ? null : RouteOf(path.Dataset);
        if (path.Dataset is not null && route is null)
        {
            return Refuse(BatchOutcome.NoRoute, "no route takes this dataset");
        }

        if (admission.IsDraining)
        {
            return Refuse(BatchOutcome.Draining, "the relay is stopping");
        }

        var (body, refused) = await ReceiveAsync(context);
        return body is null ? refused : await DeliverAsync(context, id, path, route, body);
    }

    private async Task<(BatchBody? Body, BatchAnswer? Refused)> ReceiveAsync(HttpContext context)
    {
        var edge = settings.Edge;
        var length = context.Request.ContentLength;
        if (length > edge.MaxBody)
        {
            return (null, TooLarge());
        }

        var room = admission.TryEnter(length is { } known ? SegmentPool.RoomFor(known) : SegmentPool.SegmentSize);
        if (room is null)
        {
            return (null, NoRoom());
        }

        var (body, failure) = await new Upload(context, room, _segments, edge.MaxBody)
            .ReceiveAsync(edge.UploadTimeout, time);
        return body is not null ? (body, null) : (null, failure switch
        {
            UploadFailure.TooLarge => TooLarge(),
            UploadFailure.NoRoom => NoRoom(),
            UploadFailure.TooSlow => Refuse(BatchOutcome.UploadTooSlow, "the body did not come in within upload-timeout"),
            UploadFailure.Malformed => Refuse(BatchOutcome.Invalid, "the transfer is malformed HTTP"),
            _ => null,
        });

        BatchAnswer TooLarge() => Refuse(BatchOutcome.TooLarge, $"the body is larger than max-body, {edge.MaxBody} bytes");

        BatchAnswer NoRoom() => Refuse(BatchOutcome.NoRoom, "no room for the body now");
    }

    private async Task<BatchAnswer?> DeliverAsync(
        HttpContext context, BatchId id, EdgePath path, RouteSettings? route, BatchBody body)
    {
        var handedOver = false;
        try
        {
            var url = context.Request.Path.Value ?? "/";
            if (Preflight.Is(body.Bytes))
            {
                paths.RememberPreflight(url, time.GetUtcNow());
                return new BatchAnswer(BatchOutcome.Preflight, null, 0, null);
            }

            var dataset = path.Dataset ?? Recognise(url, body);
            route ??= dataset is null ? null : RouteOf(dataset);
            if (dataset is null || route is null)
            {
                return Refuse(BatchOutcome.NoRoute, dataset is null
                    ? "no dataset in the path, and the first record is not of one that is known"
                    : "no route takes the dataset that the first record is of");
            }

            var answer = new TaskCompletionSource<BatchAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
            var batch = new Batch(id, dataset, path.Source, body, time.GetUtcNow(), route, settings);
            batches.Tell(new BatchesProtocol.Submit(batch, answer));
            handedOver = true;

            // Whether the client waits or not: what was uploaded is delivered.
            return await answer.Task;
        }
        finally
        {
            if (!handedOver)
            {
                body.Dispose();
            }
        }
    }

    private string? Recognise(string url, BatchBody body)
    {
        var dataset = paths.DatasetOf(url) ?? DatasetRecogniser.Recognise(body.Bytes);
        if (dataset is not null && paths.TryRemember(url, dataset))
        {
            LogRecognised(dataset);
        }

        return dataset;
    }

    private RouteSettings? RouteOf(string dataset) => settings.Routes.FirstOrDefault(route =>
        route.Datasets.Any(glob => FileSystemName.MatchesSimpleExpression(glob, dataset, ignoreCase: true)));

    private static BatchAnswer Refuse(BatchOutcome outcome, string detail) => new(outcome, null, 0, detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "Batch {Batch} failed at the edge")]
    private partial void LogFailed(BatchId batch, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A post without a dataset in its path was recognised as {Dataset} by its first record, and so will be all posts to that path: put the dataset into the destination's path")]
    private partial void LogRecognised(string dataset);
}
