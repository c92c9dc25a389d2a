using System.Buffers;
using System.Text;
using ActorRelay.Inspection;
using ActorRelay.Spool;
using ActorRelay.Streams;
using ActorRelay.Tests.Streams;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Spool;

public sealed class QuarantineBodiesSpecs : TestKit
{
    private const string Hash = "4ebc";
    private const string Name = $"dns_logs.zone-1.{Hash}.invalid.txt";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _stateDir = Directory.CreateTempSubdirectory("actorrelay-").FullName;
    private readonly RecordAccounts _accounts = new();

    private string Folder => Path.Combine(_stateDir, "quarantine");

    [Fact]
    public void Should_keep_a_body_as_it_came_where_only_its_user_may_read_it()
    {
        new QuarantineBodies(_stateDir, 1000).Keep(Body("name,time\n"));

        var path = Path.Combine(Folder, Name);
        Assert.Equal([path], Directory.GetFiles(Folder));
        Assert.Equal("name,time\n", File.ReadAllText(path));
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode File600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(File600 | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
            Assert.Equal(File600, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void Should_call_a_gzip_body_gz_and_one_without_a_source_a_dash()
    {
        var gzip = Bodies.Gzip("{}"u8);
        new QuarantineBodies(_stateDir, 1000).Keep(Body(gzip, Hash) with { Source = "" });

        Assert.Equal(gzip, File.ReadAllBytes(Path.Combine(Folder, $"dns_logs.-.{Hash}.invalid.gz")));
    }

    [Fact]
    public void Should_delete_the_oldest_to_stay_within_half_of_its_size()
    {
        var bodies = new QuarantineBodies(_stateDir, 1000);
        foreach (var hash in new[] { "1", "2", "1", "3", "4" })
        {
            bodies.Keep(Body(new byte[200], hash));
        }

        Assert.Equal(["3", "4"], Hashes());
        Assert.Equal((2, 2, 0), (bodies.Count, bodies.TakeEvicted(), bodies.TakeEvicted()));
        Assert.Throws<IOException>(() => bodies.Keep(Body(new byte[501], "5")));
        Assert.Equal(["3", "4"], Hashes());

        IEnumerable<string> Hashes() => Directory.GetFiles(Folder).Select(path => path.Split('.')[^3]).Order();
    }

    [Fact]
    public void Should_know_at_the_start_what_is_there_and_drop_what_was_never_finished()
    {
        new QuarantineBodies(_stateDir, 1000).Keep(Body(new byte[200], "1"));
        File.WriteAllText(Path.Combine(Folder, "dns_logs.-.2.invalid.txt.part"), "half of a bo");

        var bodies = new QuarantineBodies(_stateDir, 1000);

        Assert.Equal(1, bodies.Count);
        Assert.Single(Directory.GetFiles(Folder));
        bodies.Keep(Body(new byte[301], "3"));
        Assert.Equal((1, 1), (bodies.Count, bodies.TakeEvicted()));
    }

    [Fact]
    public async Task Should_say_when_it_is_kept_and_when_not_and_give_the_body_back_either_way()
    {
        var quarantine = Sys.ActorOf(QuarantineActor.Props(_stateDir, 1000, _accounts, TimeProvider.System));
        var released = 0;
        var owner = new Released(() => Interlocked.Increment(ref released));

        foreach (var hash in new[] { "1", "1", "2", "3" })
        {
            quarantine.Tell(Body(new byte[200], hash) with { Owner = owner }, TestActor);
            await ExpectMsgAsync<QuarantineProtocol.Kept>(Patience);
        }

        quarantine.Tell(Body(new byte[501], "4") with { Owner = owner }, TestActor);
        var notKept = await ExpectMsgAsync<QuarantineProtocol.NotKept>(Patience);

        Assert.Contains("quarantine.max-size", notKept.Reason, StringComparison.Ordinal);
        await AwaitAssertAsync(() => Assert.Equal(5, Volatile.Read(ref released)), Patience);
        Assert.Equal(new BodyCounts { Quarantined = 2, Evicted = 1 }, _accounts.Bodies);
        Assert.Empty(_accounts.Snapshot());
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Directory.Delete(_stateDir, recursive: true);
    }

    private static QuarantineProtocol.SetBodyAside Body(string text) => Body(Encoding.UTF8.GetBytes(text), Hash);

    private static QuarantineProtocol.SetBodyAside Body(byte[] bytes, string hash) => new(
        new BatchId("b1"), "dns_logs", "zone-1", hash, "invalid", new ReadOnlySequence<byte>(bytes), new Released(() => { }));

    private sealed class Released(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
