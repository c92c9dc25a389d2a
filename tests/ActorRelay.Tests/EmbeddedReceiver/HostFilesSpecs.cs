using System.Buffers;
using System.Text;
using ActorRelay.EmbeddedReceiver;

namespace ActorRelay.Tests.EmbeddedReceiver;

public sealed class HostFilesSpecs : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("actorrelay-specs-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Should_append_each_message_to_the_file_of_its_host()
    {
        File.WriteAllText(PathOf("dns_logs"), "earlier\n");
        using (var files = new HostFiles(_directory.FullName))
        {
            await TakeAsync(files, "<34>Nov  3 09:05:07 dns_logs a=1");
            await TakeAsync(files, "<34>Nov  3 09:05:07 gateway_http b=2");
            await TakeAsync(files, "no header");
            await TakeAsync(files, "<34>Nov  3 09:05:07 dns_logs two\nlines");
            await files.FlushAsync(CancellationToken.None);
            Assert.Equal(
                "earlier\n<34>Nov  3 09:05:07 dns_logs a=1\n<34>Nov  3 09:05:07 dns_logs two#012lines\n",
                File.ReadAllText(PathOf("dns_logs")));
        }

        Assert.Equal("<34>Nov  3 09:05:07 gateway_http b=2\n", File.ReadAllText(PathOf("gateway_http")));
        Assert.Equal("no header\n", File.ReadAllText(PathOf("unknown")));
    }

    [Fact]
    public async Task Should_hold_a_bounded_number_of_files_open_and_lose_nothing()
    {
        const int Hosts = HostFiles.MaxOpen * 3;
        using (var files = new HostFiles(_directory.FullName))
        {
            for (var round = 0; round < 3; round++)
            {
                for (var host = 0; host < Hosts; host++)
                {
                    await TakeAsync(files, $"<34>Nov  3 09:05:07 host-{host} round={round}");
                    await TakeAsync(files, $"<34>Nov  3 09:05:07 busy n={(round * Hosts) + host}");
                    Assert.InRange(files.Open, 1, HostFiles.MaxOpen);
                }
            }
        }

        Assert.Equal(Hosts + 1, _directory.GetFiles().Length);
        Assert.Equal(Hosts * 3, File.ReadLines(PathOf("busy")).Count());
        for (var host = 0; host < Hosts; host++)
        {
            Assert.Equal(3, File.ReadLines(PathOf($"host-{host}")).Count());
        }
    }

    [Fact]
    public async Task Should_throw_when_a_file_cannot_be_written_and_try_anew_later()
    {
        Directory.CreateDirectory(PathOf("blocked"));
        using var files = new HostFiles(_directory.FullName);
        await Assert.ThrowsAnyAsync<UnauthorizedAccessException>(
            async () => await TakeAsync(files, "<34>Nov  3 09:05:07 blocked a=1"));
        Directory.Delete(PathOf("blocked"));
        await TakeAsync(files, "<34>Nov  3 09:05:07 blocked a=2");
        await files.FlushAsync(CancellationToken.None);
        Assert.Equal("<34>Nov  3 09:05:07 blocked a=2\n", File.ReadAllText(PathOf("blocked")));
    }

    [Fact]
    public async Task Should_make_a_bounded_number_of_files_and_lose_nothing()
    {
        File.WriteAllText(PathOf("earlier"), "");
        using (var files = new HostFiles(_directory.FullName))
        {
            for (var host = 0; host < HostFiles.MaxFiles + 50; host++)
            {
                await TakeAsync(files, $"<34>Nov  3 09:05:07 host-{host} a=1");
            }

            await TakeAsync(files, "<34>Nov  3 09:05:07 host-0 a=2");
        }

        Assert.Equal(HostFiles.MaxFiles + 1, _directory.GetFiles().Length);
        Assert.Equal(51, File.ReadLines(PathOf("unknown")).Count());
        Assert.Equal(2, File.ReadLines(PathOf("host-0")).Count());
    }

    [Fact]
    public async Task Should_make_files_that_only_their_owner_reads()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = Path.Combine(_directory.FullName, "new");
        using (var files = new HostFiles(folder))
        {
            await TakeAsync(files, "<34>Nov  3 09:05:07 h a=1");
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "h.log")));
    }

    private static ValueTask TakeAsync(HostFiles files, string message) =>
        files.TakeAsync(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(message)), CancellationToken.None);

    private string PathOf(string host) => Path.Combine(_directory.FullName, host + ".log");
}
