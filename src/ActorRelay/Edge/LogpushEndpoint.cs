using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Records;
using ActorRelay.Streams;
using Akka.Actor;
using Microsoft.AspNetCore.Http.Features;

namespace ActorRelay.Edge;

/// <summary>
/// What Logpush posts to. Each post is checked in this order, and the first that fails answers: method (405), address
/// and secret (403), path and route (404), size and room (413, 503), body. A whole body becomes a batch, and the answer
/// is what became of it. A client that leaves after its upload does not stop the batch; one that leaves before it
/// starts none.
/// </summary>
internal sealed partial class LogpushEndpoint
{
    /// <summary>
    /// Batches go into the spool at their deadline. A post whose batch has not come to an end this long after it is answered
    /// all the same; the batch goes on, and the same body joins it when it comes again.
    /// </summary>
    public static readonly TimeSpan AnswerGrace = TimeSpan.FromSeconds(1);

    private readonly RelaySettings _settings;
    private readonly IActorRef _batches;
    private readonly EdgeState _state;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Credentials _credentials;
    private readonly CallerAddress _callers;
    private readonly RecognisedDatasets _datasets;
    private readonly BodyReceiver _receiver;
    private readonly RefusalLog _refusals;
    private readonly SpoolUploads _spool;

    /// <param name="settings">The snapshot that travels with every batch.</param>
    /// <param name="batches">Takes <see cref="BatchesProtocol.Submit"/>.</param>
    /// <param name="spool">Takes bodies for which there is no memory; not asked where batches are not spooled.</param>
    /// <param name="recogniser">For posts whose target names no dataset.</param>
    /// <param name="state">What inspection may look at, and the room.</param>
    /// <param name="time">Clock of timeouts and receipt.</param>
    /// <param name="logger">Never told a byte of a body.</param>
    public LogpushEndpoint(
        RelaySettings settings,
        IActorRef batches,
        IActorRef spool,
        DatasetRecogniser recogniser,
        EdgeState state,
        TimeProvider time,
        ILogger<LogpushEndpoint> logger)
    {
        _settings = settings;
        _batches = batches;
        _state = state;
        _time = time;
        _logger = logger;
        _credentials = new Credentials(settings.Edge.Secrets);
        _callers = new CallerAddress(settings.Edge);
        var members = settings.Routes.Select(route => route.Unwrap).Where(member => member.Length > 0).Distinct().ToList();
        _datasets = new RecognisedDatasets(recogniser, time, logger, members);
        _receiver = new BodyReceiver(state.Admission, state.Segments, settings.Edge, time, settings.Spool.Enabled);
        _spool = new SpoolUploads(spool, batches, settings.Edge, time);
        _refusals = new RefusalLog(time, logger);
    }

    /// <summary>The <see cref="RequestDelegate"/>.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var connection = context.Features.Get<EdgeConnection>();
        connection?.BeginRequest();
        try
        {
            await ReplyAsync(context);
        }
        finally
        {
            connection?.EndRequest();
        }
    }

    private async Task ReplyAsync(HttpContext context)
    {
        var post = Read(context);
        BatchAnswer? answer;
        LedgerKey? key = null;
        try
        {
            (answer, key) = await AnswerAsync(context, post);
        }
        catch (BadHttpRequestException exception) when (IsCutShort(exception))
        {
            answer = null;
        }
        catch (BadHttpRequestException)
        {
            answer = Unframed(context, "the body's chunks cannot be told apart: its chunked framing is broken");
        }
        catch (Exception exception)
        {
            EdgeLog.Failed(_logger, post.Batch.Value, exception);
            answer = new BatchAnswer(BatchOutcome.Failed, null, 0, null);
        }

        if (answer is null)
        {
            _state.Requests.CountAbandoned();
            context.Abort();
            return;
        }

        answer = Explain(context, answer);
        _state.Requests.Count(answer.Outcome);
        if (Answers.StatusOf(answer.Outcome) != StatusCodes.Status200OK)
        {
            Log(post, answer);
            await Answers.WriteAsync(context, post.Batch, answer);
        }
        else if (key is not null)
        {
            await WriteOnceAsync(context, post.Batch, answer, key.Value);
        }
        else
        {
            await Answers.WriteAsync(context, post.Batch, answer);
        }
    }

    /// <returns>No answer when the client has gone; a key when the post became a batch.</returns>
    private async Task<(BatchAnswer? Answer, LedgerKey? Key)> AnswerAsync(HttpContext context, Post post)
    {
        var routes = post.Target?.Dataset is { } named ? DatasetRoutes.Find(_settings.Routes, named) : null;
        if (Check(context, post, routes) is { } refusal)
        {
            return (refusal, null);
        }

        // Max-body is ours to enforce: Kestrel's own limit would close the connection instead of telling.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var received = await _receiver.ReceiveAsync(context);
        if (received.Body is { } body)
        {
            return await SubmitAsync(post, routes, body);
        }

        if (received.Unroomed is { } unroomed)
        {
            (received, var key) = await SpoolAsync(post, routes, unroomed, received);
            if (key is not null)
            {
                return (received.Answer, key);
            }
        }

        if (context.RequestAborted.IsCancellationRequested)
        {
            return default;
        }

        if (received.Answer?.Outcome is BatchOutcome.Preflight)
        {
            EdgeLog.PreflightAnswered(_logger, post.Target!.Path, post.Caller);
            _state.Preflights.Remember(post.Target.Path, post.Caller.Secret, _time.GetUtcNow());
        }

        return (received.Answer, null);
    }

    private async Task<(BatchAnswer? Answer, LedgerKey? Key)> SubmitAsync(Post post, DatasetRoutes? routes, BatchBody body)
    {
        var received = _time.GetUtcNow();
        var target = post.Target!;
        var answer = new TaskCompletionSource<BatchAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        Batch batch;
        try
        {
            var dataset = target.Dataset ?? _datasets.Of(body.Bytes);
            routes ??= DatasetRoutes.Find(_settings.Routes, dataset);
            if (routes is null)
            {
                body.Dispose();
                return (NoRoute(), null);
            }

            var hash = BodyHash.Of(body.Bytes);
            var origin = new BatchOrigin(
                post.Batch, dataset, target.Source, target.Path, hash.ToString(), Environment.MachineName, received);
            batch = new Batch(origin, body, hash, routes, _settings)
            {
                Address = post.Caller.Address,
                Secret = post.Caller.Secret,
            };
            _batches.Tell(new BatchesProtocol.Submit(batch, answer), ActorRefs.NoSender);
        }
        catch
        {
            body.Dispose();
            throw;
        }

        try
        {
            return (await answer.Task.WaitAsync(_settings.Edge.Deadline + AnswerGrace, _time), batch.Key);
        }
        catch (TimeoutException)
        {
            return (Refuse(BatchOutcome.NotConfirmed, "it is still going into the spool; the same body joins it"), batch.Key);
        }
    }

    /// <summary>The client ended its body too early, so it went.</summary>
    private static bool IsCutShort(BadHttpRequestException exception) =>
        exception.Message.StartsWith("Unexpected end of request content", StringComparison.Ordinal);

    /// <summary>Where the next request begins is not known, so there is none on this connection.</summary>
    private static BatchAnswer Unframed(HttpContext context, string complaint)
    {
        context.Response.Headers.Connection = "close";
        return Refuse(BatchOutcome.Invalid, complaint);
    }

    private static BatchAnswer NoRoute() =>
        Refuse(BatchOutcome.NoRoute, "no route takes the dataset that the first record looks like");

    private static BatchAnswer Refuse(BatchOutcome outcome, string? detail = null) => new(outcome, null, 0, detail);
}
