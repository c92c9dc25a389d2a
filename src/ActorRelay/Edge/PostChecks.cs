using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Configuration;

namespace ActorRelay.Edge;

/// <summary>
/// The door: what is looked at before a body is read, as one list in the order of the contract. The first check that
/// fails answers.
/// </summary>
internal sealed class PostChecks
{
    private readonly RelaySettings _settings;
    private readonly RouteTable _routes;
    private readonly Admission _admission;
    private readonly TimeProvider _time;
    private readonly Credentials _credentials;
    private readonly CallerAddress _callers;
    private readonly Func<HttpContext, Post, BatchAnswer?>[] _inOrder;

    public PostChecks(RelaySettings settings, RouteTable routes, Admission admission, TimeProvider time)
    {
        _settings = settings;
        _routes = routes;
        _admission = admission;
        _time = time;
        _credentials = new Credentials(settings.Edge.Secrets);
        _callers = new CallerAddress(settings.Edge);
        _inOrder = [Framing, Method, Sender, Path, Route, Size, Draining];
    }

    /// <summary>What the head of a request says.</summary>
    public Post Read(HttpContext context)
    {
        var request = context.Request;
        var target = PostTarget.Parse(request.Path.Value, request.QueryString.Value);

        // What a secret opens is what the post is for, in whatever form that is written.
        var secret = _credentials.Judge(
            request.Headers.TryGetValue(_settings.Edge.SecretHeader, out var shown) ? shown.ToString() : null,
            target?.Path ?? request.Path.Value ?? "/");
        var peer = context.Connection.RemoteIpAddress;
        return new Post(
            BatchId.Next(_time.GetUtcNow()),
            target,
            target?.Dataset is { } named ? _routes.Of(named) : null,
            new Caller(_callers.Resolve(peer, request.Headers)?.ToString() ?? "", secret.Name),
            secret.Verdict,
            _callers.IsAllowed(peer, request.Headers));
    }

    /// <returns>What the first check that fails answers; null when all of them pass.</returns>
    public BatchAnswer? Refuse(HttpContext context, Post post)
    {
        foreach (var check in _inOrder)
        {
            if (check(context, post) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private static BatchAnswer? Framing(HttpContext context, Post post) =>
        RequestFraming.Complaint(context.Request) is { } complaint
            ? Answers.LastRefusal(context, BatchOutcome.Invalid, complaint)
            : null;

    private static BatchAnswer? Method(HttpContext context, Post post) =>
        HttpMethods.IsPost(context.Request.Method) || HttpMethods.IsPut(context.Request.Method)
            ? null
            : Answers.Refusal(BatchOutcome.MethodNotAllowed);

    private static BatchAnswer? Sender(HttpContext context, Post post) =>
        post.IsOpen ? null : Answers.Refusal(BatchOutcome.Forbidden);

    private static BatchAnswer? Path(HttpContext context, Post post) => post.Target is not null
        ? null
        : Answers.Refusal(
            BatchOutcome.NoRoute,
            "the path must be /DATASET or /DATASET/SOURCE, names of 1 to 64 letters, digits, dots, dashes and underscores");

    /// <summary>A post that names no dataset has its routes by its first record.</summary>
    private static BatchAnswer? Route(HttpContext context, Post post) =>
        post is { Target.Dataset: not null, Routes: null } ? Answers.Refusal(BatchOutcome.NoRoute) : null;

    private BatchAnswer? Size(HttpContext context, Post post) =>
        context.Request.ContentLength > _settings.Edge.MaxBody ? Answers.TooLarge(_settings.Edge) : null;

    private BatchAnswer? Draining(HttpContext context, Post post) =>
        _admission.IsDraining ? Answers.Refusal(BatchOutcome.Draining) : null;
}
