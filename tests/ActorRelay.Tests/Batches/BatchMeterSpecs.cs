using System.Diagnostics;
using System.Diagnostics.Metrics;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Spool;
using Microsoft.Extensions.DependencyInjection;

namespace ActorRelay.Tests.Batches;

public sealed class BatchMeterSpecs
{
    private static readonly DateTimeOffset Received = new(2026, 11, 3, 2, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("confirmed", true, ActivityStatusCode.Ok)]
    [InlineData("not-confirmed", false, ActivityStatusCode.Error)]
    public void Should_record_a_duration_and_one_span_for_each_batch(string outcome, bool isKept, ActivityStatusCode status)
    {
        var id = Guid.NewGuid().ToString("N");
        List<Activity> spans = [];
        using var traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "ActorRelay",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if ((string?)activity.GetTagItem("actorrelay.batch") == id)
                {
                    spans.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(traces);
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        List<string> durations = [];
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == factory)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            durations.Add($"{instrument.Name} {value} {string.Join(',', tags.ToArray())}"));
        meters.Start();

        new BatchMeter(factory).Answered(
            new JournalEntry(
                new BatchId(id), "hash", "dns_logs", "zone-1", "/dns_logs/zone-1", "192.0.2.1", Received, Received.AddSeconds(2.5), 1000, outcome, [])
            {
                Records = 7,
                Secret = "partner",
            },
            isKept);

        Assert.Equal([$"actorrelay_batch_duration_seconds 2.5 [outcome, {outcome}]"], durations);
        var span = Assert.Single(spans);
        Assert.Equal(
            ("batch", Received.UtcDateTime, TimeSpan.FromSeconds(2.5), status, null),
            (span.OperationName, span.StartTimeUtc, span.Duration, span.Status, span.ParentId));
        Assert.Equal(
            [
                "actorrelay.batch=" + id, "actorrelay.bytes=1000", "actorrelay.dataset=dns_logs", $"actorrelay.outcome={outcome}",
                "actorrelay.records=7", "actorrelay.source=zone-1",
            ],
            span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));
    }
}
