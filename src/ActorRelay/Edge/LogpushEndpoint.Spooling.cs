using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Records;

namespace ActorRelay.Edge;

/// <content>Bodies for which there is no memory.</content>
internal sealed partial class LogpushEndpoint
{
    private async Task<(ReceivedBody Received, LedgerKey? Key)> SpoolAsync(
        Post post, DatasetRoutes? routes, UnroomedBody body, ReceivedBody noRoom)
    {
        var found = routes;
        var isDecided = false;
        try
        {
            var (answer, key) = await _spool.PutAsync(post, body, () =>
            {
                var dataset = post.Target!.Dataset ?? _datasets.Of(body.Head);
                found ??= DatasetRoutes.Find(_settings.Routes, dataset);
                isDecided = true;
                return (dataset, found);
            });
            if (key is not null)
            {
                return (new ReceivedBody(null, answer), key);
            }
        }
        catch (OperationCanceledException)
        {
            // It waited in vain for the spool; that is no fault of the client.
        }
        finally
        {
            await body.EndAsync();
        }

        if (body.NotHttp is { } notHttp)
        {
            throw notHttp;
        }

        return isDecided && found is null
            ? (new ReceivedBody(null, NoRoute()), null)
            : (body.End ?? noRoom, null);
    }
}
