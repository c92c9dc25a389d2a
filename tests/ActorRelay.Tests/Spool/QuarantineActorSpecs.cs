using ActorRelay.Inspection;
using ActorRelay.Records;
using ActorRelay.Spool;
using ActorRelay.Streams;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Spool;

public sealed class QuarantineActorSpecs : TestKit
{
    private const string Dataset = "dns_logs";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("actorrelay-").FullName;
    private readonly RecordAccounts _accounts = new();

    [Fact]
    public async Task Should_move_what_it_deletes_from_quarantined_to_evicted()
    {
        var quarantine = Sys.ActorOf(QuarantineActor.Props(_folder, 4000, _accounts, TimeProvider.System));
        for (var batch = 0; batch < 5; batch++)
        {
            quarantine.Tell(SetAside(batch), TestActor);
            await ExpectMsgAsync<QuarantineProtocol.Kept>(Patience);
        }

        await AwaitAssertAsync(() =>
        {
            var counts = _accounts.Snapshot()[Dataset];
            Assert.Equal((5, 5, 0), (counts.Received, counts.Quarantined + counts.Evicted, counts.InFlight));
            Assert.True(counts.Evicted > 0);
        });
    }

    [Fact]
    public async Task Should_say_so_when_it_cannot_keep_a_line_and_try_again_with_the_next()
    {
        var blocked = Path.Combine(_folder, "state");
        await File.WriteAllTextAsync(blocked, "in the way");
        var quarantine = Sys.ActorOf(QuarantineActor.Props(blocked, 4000, _accounts, TimeProvider.System));

        quarantine.Tell(SetAside(0), TestActor);
        await ExpectMsgAsync<QuarantineProtocol.NotKept>(Patience);
        File.Delete(blocked);
        quarantine.Tell(SetAside(1), TestActor);
        await ExpectMsgAsync<QuarantineProtocol.Kept>(Patience);

        Assert.Equal((2, 1, 1), _accounts.Snapshot()[Dataset] is var counts ? (counts.Received, counts.Quarantined, counts.InFlight) : default);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Directory.Delete(_folder, recursive: true);
    }

    private QuarantineProtocol.SetAside SetAside(int batch)
    {
        var progress = new BatchProgress(Dataset, 1, _accounts);
        progress.AddFramed(1);
        var line = new QuarantineProtocol.Line(1, RecordError.Truncated, 0, new byte[1000]);
        return new QuarantineProtocol.SetAside(new BatchId($"b{batch}"), Dataset, "", progress, [line]);
    }
}
