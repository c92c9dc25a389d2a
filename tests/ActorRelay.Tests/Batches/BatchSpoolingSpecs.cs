using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Spool;
using ActorRelay.Tests.Edge;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Batches;

/// <summary>What a batch says to the spool, and what it makes of the answers, on a clock that the test moves.</summary>
public sealed class BatchSpoolingSpecs : TestKit
{
    private const int Many = 5000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        string.Concat(Enumerable.Range(0, Many).Select(i => $"{{\"n\":{i},\"pad\":\"{new string('x', 100)}\"}}\n")));

    private readonly BlockPool _pool = new(16);
    private readonly RecordAccounts _accounts = new();
    private readonly FakeReceiver.Script _siem = new();
    private readonly FakeReceiver.Script _archive = new();
    private readonly IActorRef _siemActor;
    private readonly IActorRef _archiveActor;
    private readonly TestProbe _spool;
    private readonly TestProbe _quarantine;
    private readonly IActorRef _batches;
    private int _bodiesHeld;
    private int _lastId;

    public BatchSpoolingSpecs()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
        var receivers = CreateTestProbe();
        _spool = CreateTestProbe();
        _quarantine = CreateTestProbe();
        _siemActor = Sys.ActorOf(Props.Create(() => new FakeReceiver("siem", _siem)));
        _archiveActor = Sys.ActorOf(Props.Create(() => new FakeReceiver("archive", _archive)));
        var ledger = new BatchLedger(
            new LedgerSettings { Keep = TimeSpan.FromHours(1), Answered = TimeSpan.Zero, MaxEntries = 100 }, TimeProvider.System);
        var work = new BatchWork(_pool, _accounts, _quarantine.Ref) { Spool = _spool.Ref };
        _batches = Sys.ActorOf(
            BatchesActor.Props(EdgeTestSettings.Current(), work, receivers.Ref, ledger), "batches");
        _spool.ExpectMsg<SpoolProtocol.Subscribe>();
        receivers.ExpectMsg<ReceiversProtocol.Subscribe>();
        receivers.Reply(new ReceiversProtocol.Receivers(ImmutableDictionary<string, IActorRef>.Empty
            .Add("siem", _siemActor).Add("archive", _archiveActor)));
    }

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    [Fact]
    public async Task Should_be_spooled_at_the_deadline_and_finish_what_it_then_delivers()
    {
        _siem.Confirms = 1;
        var answer = Submit();
        await WaitForAsync(() => _siem.Lines.Length > 0);

        Clock.Advance(TimeSpan.FromSeconds(20));
        var put = await PutAsync();
        Assert.Equal([true], put.Entry.Copies.Where(copy => copy.Receiver == "siem").Select(copy => copy.Live));
        Store(put);

        Assert.Equal(BatchOutcome.Spooled, (await answer.WaitAsync(Patience)).Outcome);
        Go(_siem, _siemActor, int.MaxValue);
        foreach (var _ in put.Entry.Copies)
        {
            var finish = await _spool.FishForMessageAsync<SpoolProtocol.Finish>(_ => true, Patience);
            Assert.Equal(Many, finish.Count.Framed);
            Assert.Equal(Many - put.Entry.Batch.Framed, finish.Count.Delivered);
        }

        Assert.Equal(put.Entry.Batch.Pending, _accounts.Snapshot()["audit_logs"].Spooled);
        await AssertIdleAsync();
    }

    [Fact]
    public async Task Should_wait_on_disk_for_the_one_that_is_down_and_go_on_to_the_other()
    {
        _siem.IsDown = true;
        _archive.Confirms = 1;
        var answer = Submit();

        var put = await PutAsync();
        Assert.Equal(
            [("siem", false), ("archive", true)], put.Entry.Copies.Select(copy => (copy.Receiver, copy.Live)));
        Store(put);

        Assert.Equal(BatchOutcome.Spooled, (await answer.WaitAsync(Patience)).Outcome);
        Go(_archive, _archiveActor, int.MaxValue);
        Assert.Equal("archive", (await _spool.FishForMessageAsync<SpoolProtocol.Finish>(_ => true, Patience)).Claim.Receiver);
        Assert.Equal(Many, _archive.Lines.Length);
        await AssertIdleAsync();
    }

    [Fact]
    public async Task Should_be_refused_when_the_spool_does_not_take_it()
    {
        _siem.IsDown = true;
        _archive.IsDown = true;
        var answer = Submit();

        var put = await PutAsync();
        _spool.Send(put.Asker, new SpoolProtocol.NotStored(put.Entry.Batch.Id, "the disk is full"));

        Assert.Equal(BatchOutcome.NotConfirmed, (await answer.WaitAsync(Patience)).Outcome);
        var books = _accounts.Snapshot()["audit_logs"];
        Assert.Equal((books.Received, 0, 0), (books.Refused + books.Confirmed, books.Spooled, books.InFlight));
        await AssertIdleAsync();
    }

    [Fact]
    public async Task Should_be_confirmed_when_the_last_comes_while_a_spool_that_fails_is_asked()
    {
        var answer = Submit("edge.acknowledge = spooled");
        var put = await PutAsync();
        await WaitForAsync(() => _siem.Lines.Length == Many && _archive.Lines.Length == Many);
        Assert.False(answer.IsCompleted);

        _spool.Send(put.Asker, new SpoolProtocol.NotStored(put.Entry.Batch.Id, "gone"));

        Assert.Equal(new BatchAnswer(BatchOutcome.Confirmed, Many, 0, null), await answer.WaitAsync(Patience));
        Assert.Equal(new RecordCounts { Received = Many, Confirmed = Many }, _accounts.Snapshot()["audit_logs"]);
        await AssertIdleAsync();
    }

    [Fact]
    public async Task Should_be_confirmed_when_the_last_comes_after_the_deadline_and_before_the_spool_says_no()
    {
        _siem.Confirms = 1;
        var answer = Submit();
        await WaitForAsync(() => _siem.Lines.Length > 0 && _archive.Lines.Length == Many);
        Clock.Advance(TimeSpan.FromSeconds(20));
        var put = await PutAsync();
        Go(_siem, _siemActor, int.MaxValue);
        Clock.Advance(TimeSpan.FromSeconds(20));

        // What it was asked first is answered only when the run has ended for all, and is over.
        await AwaitAssertAsync(() => Assert.Equal(0, _pool.Outstanding), Patience);
        await WaitForAsync(() => _pool.Taken == 0);
        _spool.Send(put.Asker, new SpoolProtocol.NotStored(put.Entry.Batch.Id, "the disk is full"));

        Assert.Equal(new BatchAnswer(BatchOutcome.Confirmed, Many, 0, null), await answer.WaitAsync(Patience));
        Assert.Equal(new RecordCounts { Received = Many, Confirmed = Many }, _accounts.Snapshot()["audit_logs"]);
        await AssertIdleAsync();
    }

    [Fact]
    public async Task Should_leave_to_the_spool_what_does_not_move_and_save_what_does()
    {
        _siem.Confirms = 1;
        var answer = Submit("edge.acknowledge = spooled");
        Store(await PutAsync());
        await answer.WaitAsync(Patience);
        Assert.Equal("archive", (await _spool.FishForMessageAsync<SpoolProtocol.Finish>(_ => true, Patience)).Claim.Receiver);

        SpoolProtocol.Save? save = null;
        await AwaitAssertAsync(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            save = _spool.FishForMessage<SpoolProtocol.Save>(of => of.Progress.ConfirmedTo[0] > 0, TimeSpan.FromMilliseconds(200));
        }, Patience);
        Assert.InRange(save!.Progress.ConfirmedTo[0], 1, Many - 1);

        Clock.Advance(TimeSpan.FromSeconds(11));
        var release = await _spool.FishForMessageAsync<SpoolProtocol.Release>(_ => true, Patience);
        Assert.Equal(("siem", save.Progress), (release.Claim.Receiver, release.Progress));
        await AssertIdleAsync();
    }

    [Fact]
    public async Task Should_let_go_when_its_claim_is_lost()
    {
        _siem.Confirms = 0;
        var answer = Submit("edge.acknowledge = spooled");
        var put = await PutAsync();
        var claims = Store(put);
        await answer.WaitAsync(Patience);
        Assert.Equal("archive", (await _spool.FishForMessageAsync<SpoolProtocol.Finish>(_ => true, Patience)).Claim.Receiver);

        _spool.Send(put.Asker, new SpoolProtocol.Saved(claims.Single(claim => claim.Receiver == "siem"), Held: false));

        await AssertIdleAsync();
        _spool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Should_tell_the_spool_of_what_an_earlier_post_of_the_same_body_confirmed()
    {
        _siem.Confirms = 1;
        var first = Submit();
        await WaitForAsync(() => _siem.Lines.Length > 0 && _archive.Lines.Length == Many);
        Clock.Advance(TimeSpan.FromSeconds(20));
        var put = await PutAsync();
        _spool.Send(put.Asker, new SpoolProtocol.NotStored(put.Entry.Batch.Id, "the disk is full"));
        Assert.Equal(BatchOutcome.NotConfirmed, (await first.WaitAsync(Patience)).Outcome);
        var before = _accounts.Snapshot()["audit_logs"];

        // The body comes again, and goes from the socket into the spool.
        var answer = new TaskCompletionSource<BatchAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var batch = new SpooledBatch(new BatchOrigin(new BatchId("again"), "audit_logs", "", "", "", "relay", DateTimeOffset.UtcNow));
        var routes = DatasetRoutes.Find(Settings().Routes, "audit_logs")!;
        _batches.Tell(new BatchesProtocol.SubmitSpooled(
            batch.Id,
            new LedgerKey(BodyHash.Of(new ReadOnlySequence<byte>(Body)), "audit_logs", ""),
            routes,
            [new SpoolClaim(batch, "siem", 0, 1), new SpoolClaim(batch, "archive", 0, 1)],
            "192.0.2.1",
            answer));

        Assert.Equal(BatchOutcome.Spooled, (await answer.Task.WaitAsync(Patience)).Outcome);
        var confirmed = _siem.Lines.Length;
        foreach (var to in new[] { confirmed, Many })
        {
            var release = await _spool.FishForMessageAsync<SpoolProtocol.Release>(_ => true, Patience);
            Assert.Equal((to, confirmed), (release.Progress.ConfirmedTo[0], release.CountedTo));
        }

        Assert.Equal(
            before + new RecordCounts { Received = confirmed, Repeated = confirmed }, _accounts.Snapshot()["audit_logs"]);
    }

    [Fact]
    public async Task Should_be_spooled_when_the_relay_stops()
    {
        _siem.Confirms = 1;
        var answer = Submit();
        await WaitForAsync(() => _siem.Lines.Length > 0 && _archive.Lines.Length == Many);

        _batches.Tell(BatchesProtocol.StopAll.Instance);
        var put = await PutAsync();
        Assert.All(put.Entry.Copies, copy => Assert.False(copy.Live && copy.Receiver == "archive"));
        Store(put);

        Assert.Equal(BatchOutcome.Spooled, (await answer.WaitAsync(Patience)).Outcome);
        await AssertIdleAsync();
    }

    /// <summary>Out of the spool all of it is read anew, under a name of its own: what it sets aside must not be there twice.</summary>
    [Fact]
    public async Task Should_take_back_what_a_half_done_post_set_aside_when_the_same_body_comes_into_the_spool()
    {
        var body = "{\"n\":1}\nbad\n{\"n\":2}\n"u8.ToArray();
        _siem.Confirms = 0;
        var answer = Submit("spool.store = off", body);
        var aside = await _quarantine.ExpectMsgAsync<QuarantineProtocol.SetAside>(Patience);
        aside.Progress.AddQuarantined(1);
        _quarantine.Reply(new QuarantineProtocol.Kept(aside.Batch));
        await WaitForAsync(() => _archive.Lines.Length == 2);
        Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(BatchOutcome.NotConfirmed, (await answer.WaitAsync(Patience)).Outcome);
        await AssertIdleAsync();
        Assert.Equal(new RecordCounts { Received = 3, Quarantined = 1, Refused = 2 }, _accounts.Snapshot()["audit_logs"]);

        var batch = new SpooledBatch(new BatchOrigin(new BatchId("spooled"), "audit_logs", "", "/audit_logs", "", "relay", DateTimeOffset.UtcNow));
        var spooled = new TaskCompletionSource<BatchAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _batches.Tell(new BatchesProtocol.SubmitSpooled(
            batch.Id,
            new LedgerKey(BodyHash.Of(new(body)), "audit_logs", ""),
            DatasetRoutes.Find(Settings().Routes, "audit_logs")!,
            [new SpoolClaim(batch, "siem", 0, 1), new SpoolClaim(batch, "archive", 0, 1)],
            "192.0.2.1",
            spooled));

        Assert.Equal(BatchOutcome.Spooled, (await spooled.Task.WaitAsync(Patience)).Outcome);
        foreach (var (receiver, confirmedTo) in new[] { ("siem", 0), ("archive", 3) })
        {
            var release = await _spool.FishForMessageAsync<SpoolProtocol.Release>(_ => true, Patience);
            Assert.Equal((receiver, ResumePoint.At(confirmedTo)), (release.Claim.Receiver, release.Progress));
        }

        var back = await _quarantine.ExpectMsgAsync<QuarantineProtocol.TakeBack>(Patience);
        Assert.Equal(aside.Batch, Assert.Single(back.Batches));
        back.Progress.TakeBack(1);
        Assert.Equal(new RecordCounts { Received = 3, Refused = 3 }, _accounts.Snapshot()["audit_logs"]);
    }

    private static void Go(FakeReceiver.Script script, IActorRef receiver, int blocks)
    {
        script.Confirms = blocks;
        receiver.Tell(script);
    }

    private async Task WaitForAsync(Func<bool> condition) => await AwaitConditionAsync(() => Task.FromResult(condition()), Patience);

    /// <summary>Takes the next put, as the store does: its body is read, then it is asked what it is.</summary>
    private async Task<(IActorRef Asker, SpoolEntry Entry)> PutAsync()
    {
        var put = await _spool.FishForMessageAsync<SpoolProtocol.Put>(_ => true, Patience);
        var asker = _spool.LastSender;
        using var body = new MemoryStream();
        await using (put.Body)
        {
            await put.Body.CopyToAsync(body);
        }

        Assert.Equal(Body, body.ToArray());
        _spool.Send(asker, new SpoolProtocol.Read(put.Batch));
        return (asker, (await _spool.FishForMessageAsync<SpoolProtocol.Describe>(_ => true, Patience)).Entry);
    }

    private ImmutableArray<SpoolClaim> Store((IActorRef Asker, SpoolEntry Entry) put)
    {
        var claims = put.Entry.Copies.Where(copy => copy.Live)
            .Select(copy => new SpoolClaim(put.Entry.Batch, copy.Receiver, copy.ConfirmedTo, 1)).ToImmutableArray();
        _spool.Send(put.Asker, new SpoolProtocol.Stored(put.Entry.Batch.Id, claims));
        return claims;
    }

    private static RelaySettings Settings(string further = "") => SettingsReader.Read($$"""
        relay {
          edge { listen = "http://127.0.0.1:0", secrets = ["a-secret-of-the-specs-0123456789"] }
          receivers { siem.address = "tcp://127.0.0.1:1", archive.address = "tcp://127.0.0.1:2" }
          routes = [ { datasets = ["*"], receivers = ["siem", "archive"] } ]
          {{further}}
        }
        """).Valid();

    private Task<BatchAnswer> Submit(string further = "", byte[]? body = null)
    {
        var settings = Settings(further);
        var answer = new TaskCompletionSource<BatchAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Increment(ref _bodiesHeld);
        var bytes = new BatchBody(new ReadOnlySequence<byte>(body ?? Body), () => Interlocked.Decrement(ref _bodiesHeld));
        _batches.Tell(new BatchesProtocol.Submit(
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

    private async Task AssertIdleAsync() => await AwaitAssertAsync(
        () => Assert.Equal((0, 0, 0), (_pool.Outstanding, _pool.Taken, _bodiesHeld)), Patience);
}
