using System.Text;
using ActorRelay.Inspection;
using ActorRelay.Records;
using ActorRelay.Spool;
using ActorRelay.Streams;

namespace ActorRelay.Tests.Spool;

public sealed class QuarantineFileSpecs : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("actorrelay-").FullName;

    private string Folder => Path.Combine(_parent, "state");

    private string Current => Path.Combine(Folder, "quarantine.ndjson");

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void Should_make_a_folder_and_a_file_that_only_its_user_may_read()
    {
        QuarantineFile.Probe(Folder);

        Assert.Empty(File.ReadAllBytes(Current));
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode File600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(File600 | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
            Assert.Equal(File600, File.GetUnixFileMode(Current));
        }
    }

    [Fact]
    public void Should_leave_what_is_there_when_it_is_probed()
    {
        Keep("{oops}");
        var before = File.ReadAllText(Current);

        QuarantineFile.Probe(Folder);

        Assert.Equal(before, File.ReadAllText(Current));
    }

    [Fact]
    public void Should_keep_a_line_as_people_can_read_it()
    {
        Keep("{\"a\":'<ü>'}");

        Assert.Contains(
            """"line":1,"reason":"invalid-json","offset":1,"text":"{\"a\":'<ü>'}"}"""", File.ReadAllText(Current), StringComparison.Ordinal);
    }

    private void Keep(string line)
    {
        using var file = new QuarantineFile(Folder, 1024 * 1024);
        var aside = new QuarantineProtocol.Line(1, RecordError.InvalidJson, 1, Encoding.UTF8.GetBytes(line));
        file.Append(new QuarantineProtocol.SetAside(
            new BatchId("b1"), "gateway_http", "zone", new BatchProgress("gateway_http", 1, new RecordAccounts()), [aside]), DateTimeOffset.UnixEpoch);
    }
}
