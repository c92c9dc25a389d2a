using ActorRelay.Configuration;

namespace ActorRelay.Edge;

/// <summary>
/// The edge's <see cref="RequestDelegate"/>: hands each request to the endpoint of the settings that are in force when it comes,
/// which sees it to its end.
/// </summary>
/// <param name="make">Makes the endpoint of one snapshot.</param>
internal sealed class EdgeEndpoint(CurrentSettings settings, Func<RelaySettings, LogpushEndpoint> make)
{
    private readonly Lock _lock = new();
    private volatile LogpushEndpoint _now = make(settings.Now);

    public Task HandleAsync(HttpContext context) => Now().HandleAsync(context);

    private LogpushEndpoint Now()
    {
        if (ReferenceEquals(_now.Settings, settings.Now))
        {
            return _now;
        }

        lock (_lock)
        {
            if (!ReferenceEquals(_now.Settings, settings.Now))
            {
                _now = make(settings.Now);
            }

            return _now;
        }
    }
}
