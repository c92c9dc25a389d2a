using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using ActorRelay.Edge;
using ActorRelay.Inspection;
using ActorRelay.Inspection.Page;
using ActorRelay.Tests.Edge;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Inspection.Page;

public sealed class LiveActorSpecs : TestKit
{
    private const string Echo = "echo";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestProbe _inspection;
    private readonly IActorRef _live;
    private int _asked;

    public LiveActorSpecs()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
        _inspection = CreateTestProbe();
        _live = Sys.ActorOf(Props.Create(() => new Parent(LiveActor.Props(EdgeTestSettings.Current(null), () => ImmutableArray<JobReport>.Empty), _inspection.Ref)));
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public async Task Should_ask_only_while_somebody_watches()
    {
        await NotAskedAsync();

        var (one, two) = (Watcher(), Watcher());
        _live.Tell(new LiveProtocol.Watch(one.Writer));
        _live.Tell(new LiveProtocol.Watch(two.Writer));
        await AskedAsync();
        await AskedAsync();

        _live.Tell(new LiveProtocol.Unwatch(one.Writer));
        await AskedAsync();

        _live.Tell(new LiveProtocol.Unwatch(two.Writer));
        await NotAskedAsync();
    }

    [Fact]
    public async Task Should_hand_the_newest_to_all_who_watch()
    {
        var (fast, slow) = (Watcher(), Watcher());
        _live.Tell(new LiveProtocol.Watch(fast.Writer));
        _live.Tell(new LiveProtocol.Watch(slow.Writer));
        foreach (var version in new[] { "1", "2" })
        {
            _live.Tell(ReadinessSpecs.Status(1, 0, false, true, null) with { Version = version });
            using var report = JsonDocument.Parse(await fast.Reader.ReadAsync().AsTask().WaitAsync(Patience));
            Assert.Equal(version, report.RootElement.GetProperty("status").GetProperty("version").GetString());
            Assert.True(report.RootElement.GetProperty("readiness").GetProperty("ready").GetBoolean());
        }

        using var late = JsonDocument.Parse(await slow.Reader.ReadAsync().AsTask().WaitAsync(Patience));
        Assert.Equal("2", late.RootElement.GetProperty("status").GetProperty("version").GetString());
        Assert.False(slow.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Should_tell_watchers_when_it_is_over()
    {
        var watcher = Watcher();
        _live.Tell(new LiveProtocol.Watch(watcher.Writer));
        await ForgetAsync();

        _live.Tell(PoisonPill.Instance);

        await watcher.Reader.Completion.WaitAsync(Patience);
    }

    private static Channel<byte[]> Watcher() =>
        Channel.CreateBounded<byte[]>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private async Task AskedAsync()
    {
        await ForgetAsync();
        Scheduler.Advance(Second);
        await ForgetAsync();
        Assert.True(_asked > 0);
    }

    private async Task NotAskedAsync()
    {
        await ForgetAsync();
        Scheduler.Advance(Second * 5);
        await ForgetAsync();
        Assert.Equal(0, _asked);
    }

    /// <summary>What it asked up to now is counted, and out of the way.</summary>
    private async Task ForgetAsync()
    {
        _live.Tell(Echo);
        for (_asked = 0; ; _asked++)
        {
            if (await _inspection.ReceiveOneAsync(Timeout.InfiniteTimeSpan).AsTask().WaitAsync(Patience) is ActorIdentity)
            {
                return;
            }
        }
    }

    /// <summary>Stands between the actor and the probe: what the actor asks its parent, the probe gets.</summary>
    private sealed class Parent : ReceiveActor
    {
        public Parent(Props live, IActorRef inspection)
        {
            var child = Context.ActorOf(live);
            Receive<InspectionProtocol.GetStatus>(inspection.Forward);
            Receive<string>(_ => child.Tell(new Identify(Echo)));
            Receive<ActorIdentity>(inspection.Forward);
            ReceiveAny(child.Forward);
        }
    }
}
