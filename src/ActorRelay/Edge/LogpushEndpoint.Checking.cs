using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Records;

namespace ActorRelay.Edge;

/// <content>What is looked at before the body, and what the log is told of who did not pass.</content>
internal sealed partial class LogpushEndpoint
{
    private Post Read(HttpContext context)
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
            new Caller(_callers.Resolve(peer, request.Headers)?.ToString() ?? "", secret.Name),
            secret.Verdict,
            _callers.IsAllowed(peer, request.Headers));
    }

    private static BatchAnswer? Check(HttpContext context, Post post, DatasetRoutes? routes)
    {
        var request = context.Request;
        if (RequestFraming.Complaint(request) is { } complaint)
        {
            return Unframed(context, complaint);
        }

        if (!HttpMethods.IsPost(request.Method) && !HttpMethods.IsPut(request.Method))
        {
            return Refuse(BatchOutcome.MethodNotAllowed);
        }

        if (!post.IsOpen)
        {
            return Refuse(BatchOutcome.Forbidden);
        }

        if (post.Target is null)
        {
            return Refuse(BatchOutcome.NoRoute,
                "the path must be /DATASET or /DATASET/SOURCE, "
                + "names of 1 to 64 letters, digits, dots, dashes and underscores");
        }

        return post.Target.Dataset is not null && routes is null ? Refuse(BatchOutcome.NoRoute) : null;
    }

    /// <summary>A fault of the relay has its own line, under its batch.</summary>
    private void Log(Post post, BatchAnswer answer)
    {
        if (answer.Outcome is not BatchOutcome.Failed)
        {
            var error = answer.Outcome is BatchOutcome.Forbidden
                ? post.WhyForbidden(_settings.Edge.SecretHeader)
                : answer.Detail ?? Answers.ErrorOf(answer.Outcome);
            _refusals.Add(
                answer.Outcome,
                post.Target,
                answer.NotSpooled is { } reason ? $"{error}; it is not spooled, for {reason}" : error,
                post.Caller);
        }
    }
}
