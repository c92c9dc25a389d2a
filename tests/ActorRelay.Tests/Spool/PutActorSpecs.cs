using System.Reflection;
using ActorRelay.Accounts;
using ActorRelay.Spool;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Spool;

/// <summary>Puts that fail otherwise than through their store; the test stands for the parent and for who asks.</summary>
public sealed class PutActorSpecs : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Should_end_when_its_body_cannot_be_read()
    {
        Put(_ => throw new IOException("its sender has gone"));

        Assert.Equal("its sender has gone", (await EndAsync()).Failure?.Message);
    }

    [Fact]
    public async Task Should_end_when_what_was_refused_cannot_be_disposed()
    {
        Put(_ => Task.FromResult<ISpoolUpload>(new StuckUpload { Refusal = SpoolRefusal.MaxSize }));

        Assert.Equal(SpoolRefusal.MaxSize, (await EndAsync()).Put?.Refusal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_end_as_it_was_stored_or_not_when_it_cannot_be_disposed(bool isStored)
    {
        Put(_ => Task.FromResult<ISpoolUpload>(new StuckUpload { IsStored = isStored }));
        await ExpectMsgAsync<SpoolProtocol.Read>(Patience);
        LastSender.Tell(new SpoolProtocol.Describe(SpoolSamples.Entry(1)), TestActor);

        var ended = await EndAsync();

        Assert.Equal((TestActor, isStored), (ended.Asker, ended.Put is { Refusal: SpoolRefusal.None }));
    }

    private void Put(Func<object?, Task<ISpoolUpload>> read)
    {
        var store = DispatchProxy.Create<ISpoolStore, Store>();
        ((Store)(object)store).Read = read;
        var put = new SpoolProtocol.Put(SpoolSamples.Id(1), new MemoryStream([1]), default);
        ActorOfAsTestActorRef<PutActor>(PutActor.Props(store, put, TestActor), TestActor);
    }

    private async Task<PutActor.Ended> EndAsync() => await ExpectMsgAsync<PutActor.Ended>(Patience);

    /// <summary>It is asked to read a body, and nothing else.</summary>
    public class Store : DispatchProxy
    {
        internal Func<object?, Task<ISpoolUpload>> Read { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Read(args);
    }

    private sealed class StuckUpload : ISpoolUpload
    {
        public SpoolRefusal Refusal { get; init; }

        public bool IsStored { get; init; }

        public Task<SpoolPut> DescribeAsync(SpoolEntry entry) =>
            IsStored ? Task.FromResult(new SpoolPut(SpoolRefusal.None, [])) : throw new IOException("it is not stored");

        public ValueTask DisposeAsync() => throw new IOException("it is stuck");
    }
}
