using System.Buffers;
using ActorRelay.Edge;

namespace ActorRelay.Tests.Edge;

public sealed class DatasetMemorySpecs
{
    private readonly LogLines _log = new();
    private readonly DatasetMemory _datasets;

    public DatasetMemorySpecs() => _datasets = new DatasetMemory(static names => names.FirstOrDefault(), _log);

    [Fact]
    public void Should_decide_once_for_each_query_and_say_so()
    {
        Assert.Equal("a", Decide("", """{"a":1}"""));
        Assert.Equal("a", Decide("", """{"b":1}"""));
        Assert.Equal("b", Decide("?tags=secret", """{"b":1}"""));

        Assert.Equal(2, _log.All.Count);
        Assert.All(_log.All, line => Assert.StartsWith("Warning Posts to /", line));
        Assert.All(_log.All, line => Assert.DoesNotContain("secret", line));
    }

    [Fact]
    public void Should_call_what_it_cannot_tell_unknown_without_deciding()
    {
        Assert.Equal("unknown", Decide("", "x"));
        Assert.Equal("unknown", Decide("", "x"));
        Assert.Equal("a", Decide("", """{"a":1}"""));

        Assert.Equal(2, _log.All.Count);
    }

    [Fact]
    public void Should_keep_a_bounded_number_of_decisions()
    {
        for (var i = 0; i <= DatasetMemory.Capacity; i++)
        {
            Decide($"?{i}", """{"a":1}""");
        }

        Assert.Equal("a", Decide("?1", """{"b":1}"""));
        Assert.Equal("b", Decide("?0", """{"b":1}"""));
    }

    private string Decide(string query, string body) =>
        _datasets.Decide(query, new ReadOnlySequence<byte>(Bodies.Plain(body)));
}
