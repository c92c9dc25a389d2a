using System.Buffers;
using ActorRelay.Edge;

namespace ActorRelay.Tests.Edge;

public sealed class RecognisedDatasetsSpecs
{
    private readonly LogLines _log = new();
    private readonly ManualTime _time = new();
    private readonly RecognisedDatasets _datasets;

    public RecognisedDatasetsSpecs() =>
        _datasets = new RecognisedDatasets(static names => names.FirstOrDefault(), _time, _log);

    [Fact]
    public void Should_tell_each_body_by_itself_and_warn_of_each_dataset_once()
    {
        Assert.Equal("firewall_events", Of("""{"firewall_events":1}"""));
        Assert.Equal("dns_logs", Of("""{"dns_logs":1}"""));
        Assert.Equal("firewall_events", Of("""{"firewall_events":1}"""));
        Assert.Equal("unknown", Of("x"));
        Assert.Equal("dns_logs", Of("""{"dns_logs":1}"""));

        Assert.Equal(3, _log.All.Count);
        Assert.StartsWith("Warning Posts to / are taken for firewall_events", _log.All[0]);
        Assert.StartsWith("Warning Posts to / are taken for dns_logs", _log.All[1]);
        Assert.Contains("called unknown", _log.All[2]);
    }

    [Fact]
    public void Should_say_once_a_minute_how_many_it_could_not_tell()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("unknown", Of("x"));
        }

        Assert.Contains(" 1 post(s) ", Assert.Single(_log.Warnings));
        _time.Advance(TimeSpan.FromMinutes(1));
        Of("x");
        Assert.Equal(2, _log.Warnings.Count);
        Assert.Contains(" 5 post(s) ", _log.Warnings[1]);
    }

    [Fact]
    public void Should_not_remember_more_names_than_there_are_datasets()
    {
        for (var i = 0; i < RecognisedDatasets.Capacity + 10; i++)
        {
            Assert.Equal($"name-{i}", Of($$"""{"name-{{i}}":1}"""));
        }

        Assert.Equal(RecognisedDatasets.Capacity, _log.Warnings.Count);
    }

    private string Of(string body) => _datasets.Of(new ReadOnlySequence<byte>(Bodies.Plain(body)));
}
