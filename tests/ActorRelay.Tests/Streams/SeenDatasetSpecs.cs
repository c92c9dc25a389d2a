using System.Text;
using ActorRelay.Records;
using ActorRelay.Streams;
using ActorRelay.Tests.Accounts;
using ActorRelay.Tests.Edge;
using ActorRelay.Tests.Syslog;

namespace ActorRelay.Tests.Streams;

public sealed class SeenDatasetSpecs
{
    private readonly ManualTime _time = new();
    private readonly SeenDataset _seen;

    public SeenDatasetSpecs() => _seen = new SeenDataset("gateway_http", ["siem"], _time);

    [Fact]
    public void Should_learn_each_shape_once()
    {
        Look("{\"Datetime\":1793664307,\"Action\":\"a\"}");
        _time.Advance(TimeSpan.FromSeconds(5));
        Look("{\"Action\":\"b\",\"Datetime\":1793664308}");
        Look("{\"Action\":\"b\",\"Datetime\":\"2026-11-03T00:05:07Z\"}");

        Assert.Equal(3, _seen.Looks);
        Assert.Equal(["Datetime, Action", "Action, Datetime"], _seen.Shapes.Select(shape => string.Join(", ", shape.Fields)));
        Assert.Equal([2, 3], _seen.Shapes.Select(shape => shape.LastLook));
        Assert.Equal(_time.GetUtcNow(), _seen.Shapes[0].LastSeen);
        Assert.Equal(TimeSpan.FromSeconds(5), _seen.Shapes[0].LastSeen - _seen.Shapes[0].FirstSeen);
    }

    [Fact]
    public void Should_cost_nothing_on_the_heap_when_the_shape_is_known()
    {
        var record = Encoding.UTF8.GetBytes("{\"Datetime\":\"2026-11-03T00:05:07Z\",\"Action\":\"a\",\"List\":[1,{\"x\":\"y\"}]}");

        Assert.Equal(0, HeapUse.Of(() => _seen.Look(record)));
    }

    [Fact]
    public void Should_keep_a_bounded_number_of_shapes_and_let_idle_ones_go()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Look($"{{\"Random{i}\":1}}");
        }

        Assert.Equal(SeenDataset.MostShapes, _seen.Shapes.Count);
        Assert.DoesNotContain(_seen.Shapes, shape => shape.Fields.Contains("Random999"));

        _time.Advance(TimeSpan.FromMinutes(2));
        Look("{\"Later\":1}");
        Assert.Equal(SeenDataset.MostShapes, _seen.Shapes.Count);
        Assert.Contains(_seen.Shapes, shape => shape.Fields.Contains("Later"));
    }

    [Fact]
    public void Should_leave_out_what_no_dataset_has()
    {
        Look($"{{\"{new string('x', 129)}\":1,\"Fine\":1}}");
        Look($"{{{string.Join(',', Enumerable.Range(0, 600).Select(i => $"\"Many{i}\":1"))}}}");

        Assert.Equal(["Fine"], _seen.Shapes[0].Fields.AsEnumerable());
        Assert.Equal(512, _seen.Shapes[1].Fields.Length);
    }

    [Fact]
    public async Task Should_count_every_look_of_many_threads()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                Look($"{{\"Field{(i + thread) % 20}\":1}}");
            }
        })));

        Assert.Equal(20_000, _seen.Looks);
        Assert.Equal(20, _seen.Shapes.Count);
    }

    [Fact]
    public void Should_watch_a_bounded_number_of_datasets()
    {
        var all = new SeenDatasets(_time);
        Assert.All(Enumerable.Range(0, SeenDatasets.Most), i => Assert.NotNull(all.Of($"d{i}", ["siem"])));

        Assert.Null(all.Of("one-more", ["siem"]));
        Assert.Same(all.Of("d7", ["siem"]), all.Of("d7", ["siem"]));
        Assert.Equal(SeenDatasets.Most, all.All.Count());
    }

    [Fact]
    public void Should_always_watch_what_is_known()
    {
        var all = new SeenDatasets(_time, name => name == "ours");
        Assert.True(all.Remember("from-before"));
        for (var i = 0; i < 2 * SeenDatasets.Most; i++)
        {
            all.Of(RecordAccountsSpecs.Spelling("network_analytics_logs", i + 1), ["siem"]);
            all.Of($"made-up-{i}", ["siem"]);
        }

        Assert.Equal(SeenDatasets.Most - 1, all.All.Count());
        Assert.All(DatasetCatalogue.All, dataset => Assert.NotNull(all.Of(dataset.Name, ["siem"])));
        Assert.NotNull(all.Of("ours", ["siem"]));
        Assert.NotNull(all.Of("from-before", ["siem"]));
        Assert.Null(all.Of("one-more", ["siem"]));
        Assert.False(all.Remember("one-more"));
    }

    [Fact]
    public void Should_find_the_event_time_where_the_route_says()
    {
        var seen = new SeenDataset("gateway_http", ["siem"], _time, ["unix_ts", "event.time"]);
        foreach (var record in (string[])
            ["{\"unix_ts\":1793664307}", "{\"event\":{\"time\":\"2026-11-03T00:05:07\"}}", "{\"Datetime\":1793664307}"])
        {
            seen.Look(Encoding.UTF8.GetBytes(record));
        }

        Assert.Equal(
            [EventTimeFormat.UnixSeconds, EventTimeFormat.Rfc3339, EventTimeFormat.None],
            seen.Shapes.Select(shape => shape.Shape.EventTime));
        Assert.Equal(1, seen.Timeless);
    }

    [Fact]
    public void Should_name_what_looks_like_an_event_time()
    {
        var seen = new SeenDataset("gateway_http", ["siem"], new ManualTime { Begin = new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.Zero) });
        seen.Look(Encoding.UTF8.GetBytes(
            "{\"asn\":13335,\"unix_ts\":1793664307,\"born\":\"1999-01-01T00:00:00Z\",\"event\":{\"a\":{\"time\":\"2026-11-03T00:05:07\","
            + "\"b\":{\"deep\":1793664307}}},\"list\":[1793664307]}"));
        Assert.Equal(["unix_ts", "event.a.time"], seen.TimeCandidates.AsEnumerable());

        seen.Look(Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Range(0, 2_000).Select(i => $"\"t{i}\":1793664307"))}}}"));
        Assert.Equal(TimeLikeFields.Most, seen.TimeCandidates.Length);
    }

    private void Look(string record) => _seen.Look(Encoding.UTF8.GetBytes(record));
}
