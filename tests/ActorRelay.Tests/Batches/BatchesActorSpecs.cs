using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Tests.Edge;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Batches;

public sealed class BatchesActorSpecs : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BlockPool _pool = new(16);
    private readonly RecordAccounts _accounts = new();
    private readonly TestProbe _receivers;
    private readonly TestProbe _receiver;
    private readonly IActorRef _batches;
    private int _bodiesReleased;
    private int _lastId;

    public BatchesActorSpecs()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
        _receivers = CreateTestProbe();
        _receiver = CreateTestProbe();
        _batches = Start("batches");
        _receivers.ExpectMsg<ReceiversProtocol.Subscribe>();
        _batches.Tell(Known);
    }

    private ReceiversProtocol.Receivers Known => new(ImmutableDictionary<string, IActorRef>.Empty.Add("siem", _receiver.Ref));

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    [Fact]
    public async Task Should_answer_confirmed_once_the_receiver_has_confirmed_every_record()
    {
        var answer = Submit("{\"a\":1}\n{\"b\":2}\n");
        var stage = await AttachAsync();

        var delivered = await _receiver.ExpectMsgAsync<ReceiverProtocol.Deliver>(Patience);
        Assert.Equal((2, 2L), (delivered.Block.Lines, delivered.Block.EndRecord));
        Assert.False(answer.IsCompleted);
        Confirm(stage, delivered);

        Assert.Equal(new BatchAnswer(BatchOutcome.Confirmed, 2, 0, null), await answer.WaitAsync(Patience));
        Assert.Equal(new RecordCounts { Received = 2, Confirmed = 2 }, _accounts.Snapshot()["audit_logs"]);
        await AssertIdleAsync(bodies: 1);
    }

    [Fact]
    public async Task Should_wait_until_it_knows_the_receivers()
    {
        var batches = Start("early");
        var answer = Submit("{\"a\":1}\n", to: batches);
        await _receiver.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(200));

        batches.Tell(Known);
        var stage = await AttachAsync();
        Confirm(stage, await _receiver.ExpectMsgAsync<ReceiverProtocol.Deliver>(Patience));

        Assert.Equal(BatchOutcome.Confirmed, (await answer.WaitAsync(Patience)).Outcome);
    }

    [Fact]
    public async Task Should_refuse_when_there_is_no_such_receiver_now()
    {
        _batches.Tell(new ReceiversProtocol.Receivers(ImmutableDictionary<string, IActorRef>.Empty));

        var refused = await Submit("{\"a\":1}\n").WaitAsync(Patience);

        Assert.Equal((BatchOutcome.NotConfirmed, "Receiver siem has ended"), (refused.Outcome, refused.Detail));
        await AssertIdleAsync(bodies: 1);
    }

    [Fact]
    public async Task Should_refuse_at_the_deadline_and_give_everything_back()
    {
        var answer = Submit("{\"a\":1}\n");
        await AttachAsync();
        var delivered = await _receiver.ExpectMsgAsync<ReceiverProtocol.Deliver>(Patience);

        Clock.Advance(TimeSpan.FromSeconds(19));
        Assert.False(answer.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(1));

        var refused = await answer.WaitAsync(Patience);
        Assert.Equal((BatchOutcome.NotConfirmed, "the deadline passed waiting for siem"), (refused.Outcome, refused.Detail));
        await _receiver.ExpectMsgAsync<ReceiverProtocol.Detach>(Patience);
        delivered.Block.Return();
        Assert.Equal(new RecordCounts { Received = 1, Refused = 1 }, _accounts.Snapshot()["audit_logs"]);
        await AssertIdleAsync(bodies: 1);
    }

    [Fact]
    public async Task Should_refuse_when_the_receiver_is_down()
    {
        var answer = Submit("{\"a\":1}\n");
        var attach = await _receiver.ExpectMsgAsync<ReceiverProtocol.Attach>(Patience);
        attach.Stage.Tell(new ReceiverProtocol.Down("siem"));

        Assert.Equal(BatchOutcome.NotConfirmed, (await answer.WaitAsync(Patience)).Outcome);

        // The first window comes with the attach, so a block was under way already.
        (await _receiver.ExpectMsgAsync<ReceiverProtocol.Deliver>(Patience)).Block.Return();
        await AssertIdleAsync(bodies: 1);
    }

    [Fact]
    public async Task Should_refuse_when_the_receiver_ends()
    {
        var answer = Submit("{\"a\":1}\n");
        await AttachAsync();
        var delivered = await _receiver.ExpectMsgAsync<ReceiverProtocol.Deliver>(Patience);
        Sys.Stop(_receiver.Ref);

        Assert.Equal(BatchOutcome.NotConfirmed, (await answer.WaitAsync(Patience)).Outcome);
        delivered.Block.Return();
        await AssertIdleAsync(bodies: 1);
    }

    [Fact]
    public async Task Should_say_how_far_a_corrupt_body_came()
    {
        var body = Streams.Bodies.Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":1}\n", 1000))));
        var answer = Submit(body[..^4]);
        await AttachAsync();

        var refused = await answer.WaitAsync(Patience);

        Assert.Equal(BatchOutcome.Invalid, refused.Outcome);
        Assert.Contains("at or before byte", refused.Detail, StringComparison.Ordinal);
        Assert.Contains("0 records had been confirmed", refused.Detail, StringComparison.Ordinal);
        await AssertIdleAsync(bodies: 1);
    }

    [Fact]
    public async Task Should_start_batches_as_their_blocks_can_be_promised()
    {
        // Three blocks each: five of them fill a pool of sixteen.
        var answers = Enumerable.Range(0, 6).Select(i => Submit($"{{\"a\":{i}}}\n")).ToList();
        var delivered = await ReceiveAsync(5);
        await _receiver.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(200));

        Confirm(delivered[0].Stage, delivered[0].Deliver);
        delivered.AddRange(await ReceiveAsync(1));
        foreach (var (stage, deliver) in delivered.Skip(1))
        {
            Confirm(stage, deliver);
        }

        var outcomes = await Task.WhenAll(answers).WaitAsync(Patience);
        Assert.All(outcomes, outcome => Assert.Equal(BatchOutcome.Confirmed, outcome.Outcome));
        await AssertIdleAsync(bodies: 6);
    }

    [Fact]
    public async Task Should_end_what_is_left_when_told_to()
    {
        var answer = Submit("{\"a\":1}\n");
        await AttachAsync();
        var delivered = await _receiver.ExpectMsgAsync<ReceiverProtocol.Deliver>(Patience);

        _batches.Tell(BatchesProtocol.StopAll.Instance);

        Assert.Equal(BatchOutcome.Draining, (await answer.WaitAsync(Patience)).Outcome);
        delivered.Block.Return();
        await AssertIdleAsync(bodies: 1);
    }

    private static void Confirm(IActorRef stage, ReceiverProtocol.Deliver delivered)
    {
        var confirmed = new ReceiverProtocol.Moved(0, delivered.Block.EndRecord, delivered.Block.Lines);
        delivered.Block.Return();
        stage.Tell(confirmed);
    }

    private async Task<IActorRef> AttachAsync()
    {
        var attach = await _receiver.ExpectMsgAsync<ReceiverProtocol.Attach>(Patience);
        return attach.Stage;
    }

    /// <summary>Lets so many batches deliver their one block.</summary>
    private async Task<List<(IActorRef Stage, ReceiverProtocol.Deliver Deliver)>> ReceiveAsync(int count)
    {
        var stages = new Dictionary<BatchId, IActorRef>();
        var delivered = new List<(IActorRef, ReceiverProtocol.Deliver)>();
        while (delivered.Count < count)
        {
            switch (await _receiver.ReceiveOneAsync(Patience))
            {
                case ReceiverProtocol.Attach attach:
                    stages.Add(attach.Batch, attach.Stage);
                    break;
                case ReceiverProtocol.Deliver deliver:
                    delivered.Add((stages[deliver.Batch], deliver));
                    break;
                case null:
                    Assert.Fail($"only {delivered.Count} of {count} batches delivered");
                    break;
            }
        }

        return delivered;
    }

    private Task<BatchAnswer> Submit(string body, IActorRef? to = null) => Submit(Encoding.UTF8.GetBytes(body), to);

    private Task<BatchAnswer> Submit(byte[] body, IActorRef? to = null)
    {
        var settings = SettingsReader.Read("""
            relay {
              edge { listen = "http://127.0.0.1:0", secrets = ["a-secret-of-the-specs-0123456789"] }
              receivers.siem { address = "tcp://127.0.0.1:1" }
              spool.store = off
            }
            """).Valid();
        var answer = new TaskCompletionSource<BatchAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var bytes = new BatchBody(new ReadOnlySequence<byte>(body), () => Interlocked.Increment(ref _bodiesReleased));
        (to ?? _batches).Tell(new BatchesProtocol.Submit(
            new Batch(
                new BatchOrigin(
                    new BatchId($"batch-{++_lastId}"), "audit_logs", "", "", $"{BodyHash.Of(bytes.Bytes)}", "relay", DateTimeOffset.UtcNow),
                bytes,
                BodyHash.Of(bytes.Bytes),
                DatasetRoutes.Find(settings.Routes, "audit_logs")!,
                settings),
            answer));
        return answer.Task;
    }

    private IActorRef Start(string name) => Sys.ActorOf(
        BatchesActor.Props(
            EdgeTestSettings.Current(),
            new BatchWork(_pool, _accounts, CreateTestProbe().Ref),
            _receivers.Ref,
            new BatchLedger(new LedgerSettings { Keep = TimeSpan.FromHours(1), Answered = TimeSpan.Zero, MaxEntries = 100 }, TimeProvider.System)),
        name);

    private async Task AssertIdleAsync(int bodies) => await AwaitAssertAsync(
        () => Assert.Equal((0, 0, bodies), (_pool.Outstanding, _pool.Taken, _bodiesReleased)), Patience);
}
