using System.Buffers;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using Akka.Actor;
using Microsoft.AspNetCore.Http.Features;

namespace ActorRelay.Edge;

/// <summary>
/// What Logpush posts to. A post passes the <see cref="PostChecks"/>, then its body is received; a whole body becomes a
/// batch, one for which there is no memory goes into the spool, and the answer is what became of it. A client that leaves
/// after its upload does not stop the batch; one that leaves before it starts none.
/// </summary>
internal sealed class LogpushEndpoint
{
    /// <summary>
    /// Batches go into the spool at their deadline. A post whose batch has not come to an end this long after it is answered
    /// all the same; the batch goes on, and the same body joins it when it comes again.
    /// </summary>
    public static readonly TimeSpan AnswerGrace = TimeSpan.FromSeconds(1);

    private readonly RelaySettings _settings;
    private readonly RouteTable _routes;
    private readonly IActorRef _batches;
    private readonly EdgeState _state;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RecognisedDatasets _datasets;
    private readonly PostChecks _checks;
    private readonly BodyReceiver _receiver;
    private readonly RefusalLog _refusals;
    private readonly SpoolUploads _spool;

    /// <param name="settings">The snapshot that travels with every batch.</param>
    /// <param name="batches">Takes <see cref="BatchesProtocol.Submit"/>.</param>
    /// <param name="spool">Takes bodies for which there is no memory; not asked where batches are not spooled.</param>
    /// <param name="recogniser">For posts whose target names no dataset.</param>
    /// <param name="state">What inspection may look at, and the room.</param>
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
        _routes = new RouteTable(settings);
        _batches = batches;
        _state = state;
        _time = time;
        _logger = logger;
        var members = settings.Routes.Select(route => route.Unwrap).Where(member => member.Length > 0).Distinct().ToList();
        _datasets = new RecognisedDatasets(recogniser, time, logger, members);
        _checks = new PostChecks(settings, _routes, state.Admission, time);
        _receiver = new BodyReceiver(state.Admission, state.Segments, settings.Edge, time, settings.Spool.Enabled);
        _spool = new SpoolUploads(state.SpoolPlaces, spool, batches, settings.Edge, time);
        _refusals = new RefusalLog(time, logger);
    }

    /// <summary>Under which all that it takes begins and ends.</summary>
    public RelaySettings Settings => _settings;

    /// <summary>Sees one request to its end.</summary>
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
        var post = _checks.Read(context);
        await using var leaving = context.RequestAborted.UnsafeRegister(_ => post.Course.Leave(_time.GetUtcNow()), null);
        BatchAnswer? answer;
        LedgerKey? key = null;
        try
        {
            (answer, key) = await AnswerAsync(context, post);
        }
        catch (Exception exception)
        {
            EdgeLog.Failed(_logger, post.Batch.Value, exception);
            answer = Answers.Refusal(BatchOutcome.Failed);
        }

        if (answer is null)
        {
            _state.Requests.CountAbandoned();
            _state.Jobs.CountAbandoned(post);
            context.Abort();
            return;
        }

        answer = Answers.Explain(context, answer);
        Count(context, post, answer);
        await (Answers.StatusOf(answer.Outcome) == StatusCodes.Status200OK && key is not null
            ? WriteOnceAsync(context, post.Batch, answer, key.Value)
            : Answers.WriteAsync(context, post.Batch, answer));
    }

    private void Count(HttpContext context, Post post, BatchAnswer answer)
    {
        var now = _time.GetUtcNow();
        _state.Requests.Count(answer.Outcome);
        if (context.RequestAborted.IsCancellationRequested || context.Features.Get<EdgeConnection>() is { HasEndedSending: true })
        {
            post.Course.Leave(now);
            _state.Requests.CountGone();
        }

        if (post.IsOpen)
        {
            _state.Secrets.Count(post.Caller.Secret, post.Target?.Path ?? Jobs.Others, now);
        }

        if (Answers.StatusOf(answer.Outcome) == StatusCodes.Status200OK)
        {
            _state.Jobs.Count(post, answer, "", now);
            return;
        }

        var why = answer.Outcome is BatchOutcome.Forbidden
            ? post.WhyForbidden(_settings.Edge.SecretHeader)
            : answer.Detail ?? Answers.ErrorOf(answer.Outcome);
        _state.Jobs.Count(post, answer, why, now);

        // A fault of the relay has its own line, under its batch.
        if (answer.Outcome is not BatchOutcome.Failed)
        {
            _refusals.Add(
                answer.Outcome,
                post.Target,
                answer.NotSpooled is { } reason ? $"{why}; it is not spooled, for {reason}" : why,
                post.Caller);
        }
    }

    /// <returns>No answer when the client has gone; a key when the post became a batch.</returns>
    private async Task<(BatchAnswer? Answer, LedgerKey? Key)> AnswerAsync(HttpContext context, Post post)
    {
        if (_checks.Refuse(context, post) is { } refusal)
        {
            return (refusal, null);
        }

        // Max-body is ours to enforce: Kestrel's own limit would close the connection instead of telling.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        return await _receiver.ReceiveAsync(context) switch
        {
            ReceivedBody.Whole whole => await SubmitAsync(post, whole.Body),
            ReceivedBody.Overflow overflow => await SpoolAsync(context, post, overflow),
            var other => (AnswerOf(context, post, other), null),
        };
    }

    /// <summary>The answer where no batch came of a body; null when there is nobody to read it.</summary>
    private BatchAnswer? AnswerOf(HttpContext context, Post post, ReceivedBody end)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }

        if (end is ReceivedBody.Preflight)
        {
            EdgeLog.PreflightAnswered(_logger, post.Target!.Path, post.Caller);
            _state.Preflights.Remember(post.Target.Path, post.Caller.Secret, _time.GetUtcNow());
            return Answers.Refusal(BatchOutcome.Preflight);
        }

        return (end as ReceivedBody.Refused)?.Answer;
    }

    private async Task<(BatchAnswer? Answer, LedgerKey? Key)> SubmitAsync(Post post, BatchBody body)
    {
        var received = _time.GetUtcNow();
        _state.Requests.CountBody(body.Length);
        post.Course.Receive(received, body.Length);
        var target = post.Target!;
        var answer = new TaskCompletionSource<BatchAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        Batch batch;
        try
        {
            var (dataset, routes) = RouteOf(post, body.Bytes);
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
            return (Answers.Refusal(BatchOutcome.NotConfirmed, "it is still going into the spool; the same body joins it"), batch.Key);
        }
        finally
        {
            _state.AnswerTimes.Add(_time.GetUtcNow() - received);
        }
    }

    private async Task<(BatchAnswer? Answer, LedgerKey? Key)> SpoolAsync(
        HttpContext context, Post post, ReceivedBody.Overflow overflow)
    {
        var body = overflow.Body;
        (string Dataset, DatasetRoutes? Routes)? route = null;
        try
        {
            var spooled = await _spool.PutAsync(post, body, () => (route = RouteOf(post, body.Head)).Value);
            if (spooled.Key is not null)
            {
                return spooled;
            }
        }
        catch (OperationCanceledException)
        {
            // It waited in vain for the spool; that is no fault of the client.
        }
        finally
        {
            if (body.Received is { } received)
            {
                _state.Requests.CountBody(body.Position);
                post.Course.Receive(received, body.Position);
                _state.AnswerTimes.Add(_time.GetUtcNow() - received);
            }

            await body.EndAsync();
        }

        var end = route is { Routes: null } ? new ReceivedBody.Refused(NoRoute()) : body.End ?? overflow.Otherwise;
        return (AnswerOf(context, post, end), null);
    }

    /// <summary>The dataset of a post and its routes, by its first record where the target names none.</summary>
    private (string Dataset, DatasetRoutes? Routes) RouteOf(Post post, in ReadOnlySequence<byte> body)
    {
        if (post.Target?.Dataset is { } named)
        {
            return (named, post.Routes);
        }

        var recognised = _datasets.Of(body);
        return (recognised, _routes.Of(recognised));
    }

    private static BatchAnswer NoRoute() =>
        Answers.Refusal(BatchOutcome.NoRoute, "no route takes the dataset that the first record looks like");

    /// <summary>
    /// Tells the ledger that the sender knows. Before it does, because then it may post again at once; what was told in
    /// vain is taken back. A client that had gone before was never answered, and one that sends no more may have gone.
    /// </summary>
    private async Task WriteOnceAsync(HttpContext context, BatchId batch, BatchAnswer answer, LedgerKey key)
    {
        var clientGone = context.RequestAborted;
        if (clientGone.IsCancellationRequested)
        {
            return;
        }

        if (context.Features.Get<EdgeConnection>() is { HasEndedSending: true })
        {
            await Answers.WriteAsync(context, batch, answer);
            return;
        }

        _batches.Tell(new BatchesProtocol.Answered(key, batch), ActorRefs.NoSender);
        var isWritten = false;
        try
        {
            await Answers.WriteAsync(context, batch, answer);
            isWritten = !clientGone.IsCancellationRequested;
        }
        finally
        {
            if (!isWritten)
            {
                _batches.Tell(new BatchesProtocol.NotAnswered(key, batch, answer), ActorRefs.NoSender);
            }
        }
    }
}
