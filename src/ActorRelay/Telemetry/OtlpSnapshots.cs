namespace ActorRelay.Telemetry;

/// <summary>Takes a snapshot every few seconds, where metrics are pushed: then nobody comes to ask for them.</summary>
internal sealed class OtlpSnapshots(MetricsSnapshots snapshots, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await snapshots.RefreshAsync();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
