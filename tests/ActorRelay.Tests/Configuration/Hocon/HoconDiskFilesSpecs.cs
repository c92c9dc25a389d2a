using ActorRelay.Configuration;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Tests.Configuration.Hocon;

public sealed class HoconDiskFilesSpecs : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actorrelay-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Should_read_files_that_include_others_beside_them()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "conf.d"));
        Write("relay.hocon", "relay { include \"conf.d/siem.hocon\" }\ninclude \"conf.d/edge.hocon\"");
        Write("conf.d/siem.hocon", "receivers.siem { include \"address.hocon\" }");
        Write("conf.d/address.hocon", "address = \"tcp://127.0.0.1:5514\"");
        Write("conf.d/edge.hocon", "relay.edge.secrets = [uAhX0dYxq4Nn8sT2bVwZ]");
        var result = SettingsReader.Read(new SettingsInput { Files = ["relay.hocon"], WorkingDirectory = _folder.FullName });

        Assert.Empty(result.Errors);
        Assert.Contains(result.Changed, c => c.Places[0].ToString() == "conf.d/address.hocon:1:11");
    }

    [Fact]
    public void Should_say_why_a_file_cannot_be_read()
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, "latin"), [0x61, 0xE9, 0x62]);
        File.WriteAllBytes(Path.Combine(_folder.FullName, "large"), new byte[5 * 1024 * 1024]);
        var files = new HoconDiskFiles(_folder.FullName);

        Assert.Equal("it is not UTF-8", files.Read("latin").Error);
        Assert.Equal("it is larger than 4194304 bytes", files.Read("large").Error);
        Assert.Equal("there is no such file", files.Read("none").Error);
        Assert.Equal("there is no such file", files.Read("none/none").Error);
        Assert.NotNull(files.Read(_folder.FullName).Error);
        Assert.NotNull(files.Read("a\0b").Error);
        Assert.NotNull(files.Read("").Error);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}
