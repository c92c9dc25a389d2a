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

/// <summary>Bodies that come again, because their sender has no 2xx.</summary>
public sealed class RepeatedBatchSpecs : TestKit
{
    /// <summary>More than two blocks.</summary>
    private const int Many = 6000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly byte[] Body = Numbered(Many);
    private static readonly byte[] Csv = Encoding.UTF8.GetBytes("name,time\nx,1\n");

    private readonly BlockPool _pool = new(16);
    private readonly RecordAccounts _accounts = new();
    private readonly FakeReceiver.Script _siem = new();
    private readonly FakeReceiver.Script _archive = new();
    private readonly IActorRef _siemActor;
    private readonly TestProbe _quarantine;
    private readonly IActorRef _batches;
    private int _bodiesHeld;
    private int _lastId;

    public RepeatedBatchSpecs()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
        var receivers = CreateTestProbe();
        _quarantine = CreateTestProbe();
        _siemActor = Sys.ActorOf(Props.Create(() => new FakeReceiver("siem", _siem)));
        var archive = Sys.ActorOf(Props.Create(() => new FakeReceiver("archive", _archive)));
        var ledger = new BatchLedger(
            new LedgerSettings { Keep = TimeSpan.FromHours(1), Answered = TimeSpan.Zero, MaxEntries = 100 }, TimeProvider.System);
        _batches = Sys.ActorOf(BatchesActor.Props(
            EdgeTestSettings.Current(),
            new BatchWork(_pool, _accounts, _quarantine.Ref), receivers.Ref, ledger), "batches");
        receivers.ExpectMsg<ReceiversProtocol.Subscribe>();
        receivers.Reply(new ReceiversProtocol.Receivers(ImmutableDictionary<string, IActorRef>.Empty
            .Add("siem", _siemActor).Add("archive", archive)));
    }

    [Fact]
    public async Task Should_not_send_again_what_was_finished_and_may_not_have_been_answered()
    {
        await Submit(Body).Answer.WaitAsync(Patience);

        var (id, answer) = Submit(Body);
        Assert.Equal(new BatchAnswer(BatchOutcome.Repeat, Many, 0, null), await answer.WaitAsync(Patience));

        // Once more, and this time it is answered; then it is as new.
        _batches.Tell(new BatchesProtocol.Answered(KeyOf(Body), id));
        Assert.Equal(BatchOutcome.Confirmed, (await Submit(Body).Answer.WaitAsync(Patience)).Outcome);
        Assert.Equal(2 * Many, _siem.Lines.Length);
        AssertCounts(new() { Received = 3 * Many, Confirmed = 2 * Many, Repeated = Many });
        await AssertIdleAsync();
    }

    [Fact]
    public async Task Should_remember_a_batch_whose_answer_turns_out_to_be_unread()
    {
        var (id, first) = Submit(Body);
        var answer = await first.WaitAsync(Patience);
        _batches.Tell(new BatchesProtocol.Answered(KeyOf(Body), id));
        _batches.Tell(new BatchesProtocol.NotAnswered(KeyOf(Body), id, answer));

        Assert.Equal(
            new BatchAnswer(BatchOutcome.Repeat, Many, 0, null), await Submit(Body).Answer.WaitAsync(Patience));
        Assert.Equal(Many, _siem.Lines.Length);
    }

    [Fact]
    public async Task Should_tell_the_same_body_of_another_source_or_dataset_apart()
    {
        await Submit(Body).Answer.WaitAsync(Patience);

        Assert.Equal(BatchOutcome.Confirmed, (await Submit(Body, source: "zone").Answer.WaitAsync(Patience)).Outcome);
        Assert.Equal(BatchOutcome.Confirmed, (await Submit(Body, dataset: "other").Answer.WaitAsync(Patience)).Outcome);
    }

    [Fact]
    public async Task Should_let_a_body_that_is_in_progress_join()
    {
        _siem.Confirms = 0;
        var first = Submit(Body);
        await AwaitAssertAsync(() => Assert.Equal(Many, _archive.Lines.Length), Patience);
        var second = Submit(Body);
        await AwaitAssertAsync(() => Assert.Equal(1, Volatile.Read(ref _bodiesHeld)), Patience);
        Assert.False(second.Answer.IsCompleted);

        _siem.Confirms = int.MaxValue;
        _siemActor.Tell(_siem);

        var confirmed = new BatchAnswer(BatchOutcome.Confirmed, Many, 0, null);
        Assert.Equal([confirmed, confirmed], await Task.WhenAll(first.Answer, second.Answer).WaitAsync(Patience));
        Assert.Equal((Many, Many), (_siem.Lines.Length, _archive.Lines.Length));
        AssertCounts(new() { Received = Many, Confirmed = Many });

        // The first post's answer is no news of the second, which the sender still waits for.
        _batches.Tell(new BatchesProtocol.Answered(KeyOf(Body), first.Id));
        Assert.Equal(BatchOutcome.Repeat, (await Submit(Body).Answer.WaitAsync(Patience)).Outcome);
        await AssertIdleAsync();
    }

    [Fact]
    public async Task Should_go_on_for_each_receiver_where_it_was()
    {
        _siem.Confirms = 1;
        var first = Submit(Body);
        await AwaitAssertAsync(() => Assert.Equal(Many, _archive.Lines.Length), Patience);
        _siem.IsDown = true;
        _siemActor.Tell(_siem);
        Assert.Equal(BatchOutcome.NotConfirmed, (await first.Answer.WaitAsync(Patience)).Outcome);
        var before = _siem.Lines.Length;
        Assert.InRange(before, 1, Many - 1);
        AssertCounts(new() { Received = Many, Confirmed = before, Refused = Many - before });

        // Down still: it goes nowhere, and what is known of it stays known.
        Assert.Equal(BatchOutcome.NotConfirmed, (await Submit(Body).Answer.WaitAsync(Patience)).Outcome);

        _siem.IsDown = false;
        _siem.Confirms = int.MaxValue;
        Assert.Equal(
            new BatchAnswer(BatchOutcome.Confirmed, Many, 0, null), await Submit(Body).Answer.WaitAsync(Patience));

        Assert.Equal(Expected(), _siem.Lines.Select(Number));
        Assert.Equal(Expected(), _archive.Lines.Select(Number));
        var counts = _accounts.Snapshot()["audit_logs"];
        Assert.Equal((Many, 0), (counts.Confirmed, counts.InFlight));
        Assert.Equal(counts.Received, counts.Confirmed + counts.Repeated + counts.Refused);
        await AssertIdleAsync();
    }

    [Fact]
    public async Task Should_set_a_body_aside_whole_that_was_refused_for_what_it_holds_and_comes_again()
    {
        Assert.Equal(BatchOutcome.Invalid, (await Submit(Csv).Answer.WaitAsync(Patience)).Outcome);
        var counts = _accounts.Snapshot()["audit_logs"];

        var (_, second) = Submit(Csv);
        var (_, joined) = Submit(Csv);
        var aside = await _quarantine.ExpectMsgAsync<QuarantineProtocol.SetBodyAside>(Patience);
        Assert.Equal(("audit_logs", "", "invalid"), (aside.Origin.Dataset, aside.Origin.Source, aside.Reason));
        Assert.Equal(BodyHash.Of(new(Csv)).ToString(), aside.Origin.Hash);
        Assert.Equal(Csv, aside.Body.ToArray());
        Assert.False(second.IsCompleted);
        aside.Owner.Dispose();
        _quarantine.Reply(new QuarantineProtocol.Kept(aside.Batch));

        var quarantined = new BatchAnswer(BatchOutcome.Quarantined, null, 0, null);
        Assert.Equal([quarantined, quarantined], await Task.WhenAll(second, joined).WaitAsync(Patience));
        Assert.Equal(
            new BatchAnswer(BatchOutcome.Repeat, null, 0, null), await Submit(Csv).Answer.WaitAsync(Patience));
        AssertCounts(counts);
        await AssertIdleAsync();
    }

    [Fact]
    public async Task Should_set_a_body_aside_whole_at_which_the_relay_failed_twice()
    {
        for (var post = 0; post < 2; post++)
        {
            Assert.Equal(BatchOutcome.Failed, (await Submit(Body, isAtFault: true).Answer.WaitAsync(Patience)).Outcome);
        }

        var (_, third) = Submit(Body, isAtFault: true);
        var aside = await _quarantine.ExpectMsgAsync<QuarantineProtocol.SetBodyAside>(Patience);
        Assert.Equal(("failed", BodyHash.Of(new(Body)).ToString()), (aside.Reason, aside.Origin.Hash));
        aside.Owner.Dispose();
        _quarantine.Reply(new QuarantineProtocol.Kept(aside.Batch));

        Assert.Equal(BatchOutcome.Quarantined, (await third.WaitAsync(Patience)).Outcome);
        await AssertIdleAsync();
    }

    [Fact]
    public async Task Should_deliver_a_body_at_which_the_relay_failed_once()
    {
        Assert.Equal(BatchOutcome.Failed, (await Submit(Body, isAtFault: true).Answer.WaitAsync(Patience)).Outcome);

        Assert.Equal(BatchOutcome.Confirmed, (await Submit(Body).Answer.WaitAsync(Patience)).Outcome);
        Assert.Equal(Expected(), _siem.Lines.Select(Number));
    }

    [Fact]
    public async Task Should_refuse_what_cannot_be_set_aside_and_try_again_with_the_next()
    {
        Assert.Equal(BatchOutcome.Invalid, (await Submit(Csv).Answer.WaitAsync(Patience)).Outcome);

        var (_, full) = Submit(Csv);
        var aside = await _quarantine.ExpectMsgAsync<QuarantineProtocol.SetBodyAside>(Patience);
        aside.Owner.Dispose();
        _quarantine.Reply(new QuarantineProtocol.NotKept(aside.Batch, "disk full"));
        Assert.Equal(BatchOutcome.NotSetAside, (await full.WaitAsync(Patience)).Outcome);

        var (_, slow) = Submit(Csv);
        aside = await _quarantine.ExpectMsgAsync<QuarantineProtocol.SetBodyAside>(Patience);
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(BatchOutcome.NotSetAside, (await slow.WaitAsync(Patience)).Outcome);
        Assert.Equal(1, _bodiesHeld);
        aside.Owner.Dispose();

        Submit(Csv);
        await _quarantine.ExpectMsgAsync<QuarantineProtocol.SetBodyAside>(Patience);
    }

    private static IEnumerable<int> Expected() => Enumerable.Range(0, Many);

    private static int Number(string line) => int.Parse(line.Split('=')[1].Split(' ')[0]);

    private static byte[] Numbered(int records)
    {
        var filler = new string('x', 80);
        return Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, records).Select(i => $"{{\"n\":{i},\"x\":\"{filler}\"}}\n")));
    }

    private static LedgerKey KeyOf(byte[] body) => new(BodyHash.Of(new(body)), "audit_logs", "");

    private (BatchId Id, Task<BatchAnswer> Answer) Submit(
        byte[] body, string dataset = "audit_logs", string source = "", bool isAtFault = false)
    {
        var settings = SettingsReader.Read("""
            relay {
              edge { listen = "http://127.0.0.1:0", secrets = ["a-secret-of-the-specs-0123456789"] }
              receivers { siem.address = "tcp://127.0.0.1:1", archive.address = "tcp://127.0.0.1:2" }
              routes = [ { datasets = ["*"], receivers = ["siem", "archive"] } ]
              spool.store = off
            }
            """).Valid();
        var id = new BatchId($"batch-{++_lastId}");
        var answer = new TaskCompletionSource<BatchAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Increment(ref _bodiesHeld);
        var held = new BatchBody(new ReadOnlySequence<byte>(body), () => Interlocked.Decrement(ref _bodiesHeld));
        _batches.Tell(new BatchesProtocol.Submit(
            new Batch(
                new BatchOrigin(id, dataset, source, "", $"{BodyHash.Of(held.Bytes)}", "relay", DateTimeOffset.UtcNow),
                held,
                BodyHash.Of(held.Bytes),
                DatasetRoutes.Find(settings.Routes, dataset)!,

                // No settings that were read name a Receiver that they have not.
                isAtFault ? settings with { Receivers = [] } : settings),
            answer));
        return (id, answer.Task);
    }

    private void AssertCounts(RecordCounts expected) => Assert.Equal(expected, _accounts.Snapshot()["audit_logs"]);

    private async Task AssertIdleAsync() => await AwaitAssertAsync(
        () => Assert.Equal((0, 0, 0), (_pool.Outstanding, _pool.Taken, Volatile.Read(ref _bodiesHeld))), Patience);
}
