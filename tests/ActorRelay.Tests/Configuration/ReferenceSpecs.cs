using System.Text.RegularExpressions;
using ActorRelay.Configuration;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Configuration;

/// <summary><c>hocon/relay.hocon</c> is the reference: what it shows is what the code reads, no more and no less.</summary>
public sealed class ReferenceSpecs
{
    private const string Minimal = """
        relay { edge.secrets = [uAhX0dYxq4Nn8sT2bVwZ], receivers.siem.address = "tcp://127.0.0.1:5514" }
        """;

    [Fact]
    public void Should_show_exactly_the_keys_that_the_code_reads() => Assert.Empty(Differences(SettingsReader.ReferenceText()));

    [Fact]
    public void Should_be_seen_when_it_shows_too_much_or_too_little()
    {
        var text = SettingsReader.ReferenceText();
        Assert.Equal(
            ["relay.blokcs is shown and not read", "relay.blocks is read and not shown"],
            Differences(text.Replace("  blocks = ", "  blokcs = ")));
        Assert.Equal(
            ["relay.receivers.*.keepalive is read and not shown"],
            Differences(Regex.Replace(text, ".*keepalive = .*\n", "")));
        Assert.Equal(
            ["relay.routes.*.colour is shown and not read"],
            Differences(text.Replace("datasets = [\"*\"]", "datasets = [\"*\"], colour = red")));
    }

    [Fact]
    public void Should_show_the_defaults_of_a_receiver_and_a_route()
    {
        var shown = SettingsReader.Read(Reference.Input(Reference.OfProgram().Uncommented)).Valid();
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
    public void Should_show_what_each_profile_sets()
    {
        var shown = Regex.Matches(SettingsReader.ReferenceText(), "(?m)^  # profile (?<name>[a-z-]+) \\{.*\n(?<lines>(  # [a-z].*\n)+)  # \\}$");
        Assert.Equal(OutputProfiles.All.Select(static profile => profile.Name), shown.Select(static match => match.Groups["name"].Value));
        Assert.All(shown, match =>
        {
            var settings = Regex.Matches(match.Groups["lines"].Value, "(?m)^  # (?<setting>[a-z-]+ (= (\"[^\"]*\"|[0-9]+( [A-Za-z]+\\b)?)|\\{[^}]*\\}))")
                .Select(static line => line.Groups["setting"].Value);
            Assert.Equal(match.Groups["lines"].Value.Count(static c => c == '\n'), settings.Count());
            Assert.Equal(
                WithoutSeverity(OutputProfiles.All.Single(profile => profile.Name == match.Groups["name"].Value).Format),
                WithoutSeverity(SettingsReader.Read($"{Minimal}\nrelay.receivers.siem {{ {string.Join("\n", settings)} }}").Valid().Receivers[0].Format));
        });
    }

    [Fact]
    public void Should_comment_on_every_setting()
    {
        var previous = "";
        foreach (var line in Reference.OfProgram().Uncommented.Split('\n').Select(l => l.Trim()))
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
    [MemberData(nameof(Examples))]
    public void Should_read_the_examples(string name)
    {
        var (certificate, key) = TestCertificates.Create("edge.example", TimeSpan.FromDays(90));
        var text = File.ReadAllText(Reference.Examples().Single(path => Path.GetFileName(path) == name));
        var result = SettingsReader.Read(new SettingsInput
        {
            Files = [name],
            FileReader = new MemoryFiles(
                (name, text),
                ("/etc/actorrelay/fullchain.pem", certificate),
                ("/etc/actorrelay/privkey.pem", key),
                ("/etc/actorrelay/secret", $" {Reference.Secret}\n")),
        });

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(Reference.Secret, result.Settings!.Edge.Secrets[0].Value);
    }

    public static TheoryData<string> Examples => [.. Reference.Examples().Select(path => Path.GetFileName(path))];

    /// <summary>That of PRI says nothing where records have one of their own.</summary>
    private static OutputFormat WithoutSeverity(OutputFormat format) =>
        format.Severity is null ? format : format with { Priority = format.Priority / 8 * 8 };

    /// <summary>Between what a reference shows and what the code looks for while it reads that.</summary>
    private static List<string> Differences(string text)
    {
        var reference = new Reference(text);
        var shown = reference.Keys;

        // An alternative spelling of address, shown in a comment of its own.
        shown.Add("relay.receivers.*.addresses");
        shown.Add("relay.routes.*.mask.*.key-file");
        var read = SettingsReader.Read(Reference.Input(reference.Uncommented)).KeysRead
            .Where(key => shown.Contains(key) || !shown.Any(s => s.StartsWith($"{key}.", StringComparison.Ordinal)))
            .ToList();
        return
        [
            .. shown.Except(read).Select(key => $"{key} is shown and not read"),
            .. read.Except(shown).Select(key => $"{key} is read and not shown"),
        ];
    }
}
