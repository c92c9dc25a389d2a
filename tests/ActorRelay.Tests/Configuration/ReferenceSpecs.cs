using System.Text.RegularExpressions;
using ActorRelay.Configuration;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Tests.Configuration;

/// <summary><c>hocon/relay.hocon</c> is the reference: what it shows is what the code reads, no more and no less.</summary>
public sealed class ReferenceSpecs
{
    private const string Minimal = """
        relay { edge.secrets = [uAhX0dYxq4Nn8sT2bVwZ], receivers.siem.address = "tcp://127.0.0.1:5514" }
        """;

    [Fact]
    public void Should_show_exactly_the_keys_that_the_code_reads()
    {
        var shown = new SortedSet<string>(StringComparer.Ordinal);
        Collect(shown, "relay", (HoconObject)Examples().Find("relay")!.Value);

        // Alternatives to address and key, shown in comments of their own.
        shown.Add("relay.receivers.*.addresses");
        shown.Add("relay.routes.*.mask.*.key-file");
        var read = SettingsReader.Read(Input(Uncommented())).KeysRead;
        Assert.Equal(shown, read.Where(k => shown.Contains(k) || !shown.Any(s => s.StartsWith(k + "."))));
    }

    [Fact]
    public void Should_show_the_defaults_of_a_receiver_and_a_route()
    {
        var shown = SettingsReader.Read(Input(Uncommented())).Valid();
        var minimal = SettingsReader.Read(Minimal).Valid();

        var receiver = Assert.Single(shown.Receivers);
        var byDefault = Assert.Single(minimal.Receivers);
        Assert.Equal(byDefault.Addresses, receiver.Addresses.AsEnumerable());
        Assert.Equal(byDefault, receiver with { Addresses = byDefault.Addresses });
        var route = Assert.Single(shown.Routes);
        Assert.Equal(minimal.Routes[0].Datasets, route.Datasets.AsEnumerable());
        Assert.Equal(minimal.Routes[0].Receivers, route.Receivers.AsEnumerable());
        Assert.Equal(minimal.Routes[0].Input, route.Input);
    }

    [Fact]
    public void Should_comment_on_every_setting()
    {
        var previous = "";
        foreach (var line in Uncommented().Split('\n').Select(l => l.Trim()))
        {
            if (Regex.IsMatch(line, "^[a-z-]+( =|$| \\{)") && !line.StartsWith("relay {") && !line.StartsWith("siem {"))
            {
                Assert.True(previous.StartsWith('#') || previous.StartsWith(line.Split(' ')[0]), $"no comment before: {line}");
            }

            previous = line;
        }
    }

    [Fact]
    public void Should_need_a_secret_and_a_receiver_only() => Assert.NotNull(SettingsReader.Read(Minimal).Settings);

    [Theory]
    [InlineData("alog.hocon")]
    [InlineData("rsyslog.hocon")]
    [InlineData("syslog-ng.hocon")]
    public void Should_read_the_examples(string name)
    {
        var (certificate, key) = TestCertificates.Create("edge.example", TimeSpan.FromDays(90));
        var text = File.ReadAllText(Path.Combine(RepositoryRoot(), "hocon", "examples", name));
        var result = SettingsReader.Read(new SettingsInput
        {
            Files = [name],
            FileReader = new MemoryFiles(
                (name, text),
                ("/etc/actorrelay/fullchain.pem", certificate),
                ("/etc/actorrelay/privkey.pem", key),
                ("/etc/actorrelay/secret", " uAhX0dYxq4Nn8sT2bVwZ\n")),
        });

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal("uAhX0dYxq4Nn8sT2bVwZ", result.Settings!.Edge.Secrets[0].Value);
    }

    [Fact]
    public void Should_have_a_test_for_each_example() => Assert.Equal(
        ["alog.hocon", "rsyslog.hocon", "syslog-ng.hocon"],
        Directory.GetFiles(Path.Combine(RepositoryRoot(), "hocon", "examples")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    internal static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ActorRelay.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    /// <summary>The reference with its examples made real: they come after the empty defaults, so they win.</summary>
    private static string Uncommented() =>
        Regex.Replace(SettingsReader.ReferenceText(), @"^(\s*)#(?=\S| {2,}[^ ])", "$1", RegexOptions.Multiline);

    private static HoconObject Examples()
    {
        var loader = new HoconLoader(new MemoryFiles());
        loader.AddText("reference", Uncommented());
        var root = loader.Resolve(Variables());
        Assert.Empty(loader.Errors.All);
        return root;
    }

    private static SettingsInput Input(string text) => new()
    {
        Texts = [("reference", text)],
        Environment = Variables(),
        WorkingDirectory = "/",
        FileReader = new MemoryFiles(("/state/old-secret", "xKq9LmW2vBn5Rt7YpZ")),
    };

    private static Dictionary<string, string> Variables() =>
        new() { ["LOGPUSH_SECRET"] = "uAhX0dYxq4Nn8sT2bVwZ", ["PARTNER_SECRET"] = "bVwZuAhX0dYxq4Nn8sT2" };

    private static void Collect(SortedSet<string> keys, string path, HoconValue value)
    {
        switch (value)
        {
            case HoconObject { Fields.IsEmpty: true }:
                keys.Add(path);
                break;
            case HoconObject fields:
                foreach (var field in fields.Fields)
                {
                    Collect(keys, path is "relay.receivers" or "relay.routes.*.mask" ? $"{path}.*" : $"{path}.{field.Name}", field.Value);
                }

                break;
            case HoconList list when list.Items.Any(i => i is HoconObject):
                keys.Add(path);
                foreach (var item in list.Items.OfType<HoconObject>())
                {
                    Collect(keys, $"{path}.*", item);
                }

                break;
            default:
                keys.Add(path);
                break;
        }
    }
}
