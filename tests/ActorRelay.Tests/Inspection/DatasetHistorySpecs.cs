using System.Text;
using ActorRelay.Inspection;
using ActorRelay.Streams;
using ActorRelay.Tests.Edge;

namespace ActorRelay.Tests.Inspection;

/// <summary>When a field, or a format of event times, counts as new, gone and back.</summary>
public sealed class DatasetHistorySpecs
{
    private const string Full = "{\"Datetime\":1793664307,\"Action\":\"a\",\"Old\":1}";
    private const string Less = "{\"Datetime\":1793664307,\"Action\":\"a\"}";

    private readonly ManualTime _time = new();
    private readonly DatasetHistory _history = new("gateway_http");
    private SeenDataset _seen;

    public DatasetHistorySpecs() => _seen = new SeenDataset("gateway_http", ["siem"], _time);

    [Fact]
    public void Should_say_one_line_of_a_dataset_that_is_new() =>
        Assert.Equal(["gateway_http: seen for the first time, with 3 fields"], Look(Full));

    [Fact]
    public void Should_take_what_comes_in_the_first_moments_for_what_was_there()
    {
        _seen.Look(Encoding.UTF8.GetBytes(Less));
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(["gateway_http: seen for the first time, with 3 fields"], Look(Full));
        Assert.Empty(_history.Report(_seen, []).Appeared);
    }

    [Fact]
    public void Should_say_once_which_field_appeared()
    {
        Look(Less);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(["gateway_http: field Old appeared"], Look(Full));
        Assert.Empty(Look(Less, Full));
        var report = _history.Report(_seen, []);
        Assert.Equal(["Old"], report.Appeared.AsEnumerable());
        Assert.Equal(["unix s"], report.EventTimes.AsEnumerable());
        Assert.Equal(TimeSpan.FromHours(1), report.Fields.Single(field => field.Name == "Old").Since - report.Since);
    }

    [Fact]
    public void Should_count_a_field_as_gone_after_so_many_looks_and_so_much_time()
    {
        Look(Full);
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.Empty(Look([.. Enumerable.Repeat(Less, 99)]));
        Assert.Empty(Look([.. Enumerable.Repeat(Less, 900)]));

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["gateway_http: field Old vanished"], Look(Less));
        Assert.Equal(["Old"], _history.Report(_seen, []).Vanished.AsEnumerable());
        Assert.Empty(Look(Less));
    }

    [Fact]
    public void Should_not_count_a_field_as_gone_for_time_alone()
    {
        Look(Full);
        _time.Advance(TimeSpan.FromDays(7));
        Assert.Empty(Look([.. Enumerable.Repeat(Less, 99)]));
        Assert.Equal(["gateway_http: field Old vanished"], Look(Less));
    }

    [Fact]
    public void Should_say_when_a_field_is_back()
    {
        Look(Full);
        _time.Advance(TimeSpan.FromMinutes(10));
        Look([.. Enumerable.Repeat(Less, 100)]);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["gateway_http: field Old appeared"], Look(Full));
        Assert.Empty(_history.Report(_seen, []).Vanished);
    }

    [Fact]
    public void Should_say_when_event_times_are_written_otherwise()
    {
        Look(Less);
        Assert.Equal(
            ["gateway_http: event times came as unix ns"], Look("{\"Datetime\":1793664307123456789,\"Action\":\"a\"}"));
        Assert.Equal(["unix ns", "unix s"], _history.EventTimes.AsEnumerable());
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(
            ["gateway_http: event times come as unix s no longer"],
            Look([.. Enumerable.Repeat("{\"Datetime\":1793664307123456789,\"Action\":\"a\"}", 100)]));
        Assert.Equal(["unix ns"], _history.EventTimes.AsEnumerable());
    }

    [Fact]
    public void Should_go_on_where_an_earlier_run_ended()
    {
        Look(Full);
        var since = _history.Since;
        _time.Advance(TimeSpan.FromDays(1));
        var next = new DatasetHistory(_history.Save());
        _seen = new SeenDataset("gateway_http", ["siem"], _time);

        Assert.Empty(Look(next, Less));
        Assert.Equal(since, next.Since);

        // It may have been there until the last run ended: now it has its looks and its time again.
        Assert.Empty(Look(next, [.. Enumerable.Repeat(Less, 100)]));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(["gateway_http: field Old vanished"], Look(next, Less));
        Assert.Equal(["gateway_http: field Old appeared"], Look(new DatasetHistory(next.Save()), Full));
    }

    [Fact]
    public void Should_keep_a_bounded_number_of_fields()
    {
        Look(Less);
        for (var shape = 0; shape < 30; shape++)
        {
            Look($"{{{string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"F{shape}-{i}\":1"))}}}");
        }

        Assert.Equal(DatasetHistory.MostFields, _history.Save().Fields.Length);
    }

    [Fact]
    public void Should_always_have_a_place_for_fields_of_the_catalogue()
    {
        for (var shape = 0; shape < 30; shape++)
        {
            Look($"{{{string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"F{shape}-{i}\":1"))}}}");
        }

        Assert.Equal(["gateway_http: field UserAgent appeared"], Look("{\"UserAgent\":1,\"Mine\":1}"));
        _seen = new SeenDataset("gateway_http", ["siem"], _time);
        var next = new DatasetHistory(_history.Save());
        Assert.Contains(next.Save().Fields, field => field.Name == "UserAgent");
        Assert.Equal(DatasetHistory.MostFields + 1, next.Save().Fields.Length);
    }

    [Fact]
    public void Should_forget_fields_that_are_gone_when_all_places_are_taken()
    {
        for (var shape = 0; shape < 11; shape++)
        {
            Look($"{{{string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"F{shape}-{i}\":1"))}}}");
        }

        _time.Advance(TimeSpan.FromMinutes(20));
        Look([.. Enumerable.Repeat(Less, 200)]);
        Assert.Contains("gateway_http: field Mine appeared", Look("{\"Mine\":1}"));
        Assert.True(_history.Save().Fields.Length < DatasetHistory.MostFields);
    }

    [Fact]
    public void Should_judge_of_event_times_over_some_looks()
    {
        Look([.. Enumerable.Repeat("{\"unix_ts\":1}", 9)]);
        Assert.False(_history.LacksEventTimes);
        Look("{\"unix_ts\":1}");
        Assert.True(_history.LacksEventTimes);
        Look([.. Enumerable.Repeat(Less, 5), .. Enumerable.Repeat("{\"unix_ts\":1}", 5)]);
        Assert.False(_history.LacksEventTimes);
        Look([.. Enumerable.Repeat(Less, 1_000)]);
        Look([.. Enumerable.Repeat("{\"unix_ts\":1}", 10)]);
        Assert.True(_history.LacksEventTimes);
    }

    [Fact]
    public void Should_print_names_of_fields_without_harm()
    {
        Look(Less);
        Assert.Equal(["gateway_http: field a?b appeared"], Look("{\"a\u009Bb\":1}"));
    }

    private string[] Look(params string[] records) => Look(_history, records);

    private string[] Look(DatasetHistory history, params string[] records)
    {
        foreach (var record in records)
        {
            _seen.Look(Encoding.UTF8.GetBytes(record));
        }

        return [.. history.Update(_seen)];
    }
}
