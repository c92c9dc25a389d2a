using ActorRelay.Configuration;

namespace ActorRelay.Tests.Configuration;

/// <summary>Whatever is written: reading returns, with settings or with an error that has a place.</summary>
public sealed class SettingsFuzzSpecs
{
    private const string Alphabet = "{}[]\",:=+#$?/\\.\n \t\u0000ab0%\u201C\uD83D\u3000\r-";

    private static readonly string[] Pieces =
    [
        "${", "${?", "}", "\"\"\"", "+=", "include \"f\"", "include \"x\"", "${relay}", "${relay.edge}", "${?relay.receivers.siem}",
        "relay {", "edge", "= [", "null", "256 MiB", "20s", "\\u00", "//", "relay.edge.secrets += ", "tcp://", "\n\n", " = {", "99999999999",
        "${a}${a}", "a = ${a}", "secrets", "receivers", "routes = [", "akka {", "-1", "1e9", "..",
    ];

    /// <summary>The reference and all examples among them.</summary>
    private static readonly string[] Texts =
    [
        SettingsReaderSpecs.Minimal,
        SettingsReader.ReferenceText(),
        Reference.OfProgram().Uncommented,
        .. Reference.Examples().Select(File.ReadAllText),
    ];

    private static readonly (string Certificate, string Key) Pair = TestCertificates.Create("edge.example", TimeSpan.FromDays(90));

    [Theory]
    [InlineData(1, 3_000)]
    [InlineData(2, 3_000)]
    public void Should_always_return(int seed, int edits) => Fuzz(seed, edits);

    [Theory]
    [InlineData(11, 20_000)]
    [InlineData(12, 20_000)]
    [Trait("Category", "Long")]
    public void Should_always_return_for_long(int seed, int edits) => Fuzz(seed, edits);

    /// <summary>Edits each of the texts so many times.</summary>
    private static void Fuzz(int seed, int edits)
    {
        var random = new Random(seed);
        foreach (var original in Texts)
        {
            var settings = 0;
            var errors = 0;
            for (var i = 0; i < edits; i++)
            {
                var text = Edit(random, original);
                var result = SettingsReader.Read(Input(random, i, text));
                AssertHidden(result);
                if (result.Settings is null)
                {
                    errors++;
                    Assert.NotEmpty(result.Errors);
                    Assert.All(result.Errors, error => AssertPlaced(error, text));
                }
                else
                {
                    settings++;
                    Assert.Empty(result.Errors);
                    Assert.NotEmpty(result.Settings.Receivers);
                    Assert.NotEmpty(result.Settings.Edge.Secrets);
                }
            }

            // The plain reference lacks what must be set, so it is wrong as it stands.
            Assert.True(errors > edits / 20, $"{errors} errors, seed {seed}");
            Assert.True(settings > edits / 20 || original == Texts[1], $"{settings} settings, seed {seed}");
        }
    }

    /// <summary>Wherever the edits have put the secret.</summary>
    private static void AssertHidden(SettingsResult result)
    {
        Assert.All(result.Errors.Concat(result.Warnings), problem => Assert.DoesNotContain(Reference.Secret, problem.ToString()));
        Assert.All(result.Changed, changed => Assert.DoesNotContain(Reference.Secret, changed.ToString()));
    }

    /// <summary>
    /// In the text, it is a line and a column that are there, but for what is missing in it; else the variable, the argument
    /// or the defaults.
    /// </summary>
    private static void AssertPlaced(SettingsProblem error, string text)
    {
        var place = error.Place;
        if (place is { Source: "f", Line: 0 })
        {
            Assert.Matches("missing|name at least one|needs", error.Message);
            return;
        }

        if (place.Source != "f")
        {
            Assert.Matches("^(--config|--set.*|environment variable .*|built-in relay.hocon|x)$", place.Source.ReplaceLineEndings(" "));
            return;
        }

        var lines = text.Split('\n');
        Assert.InRange(place.Line, 1, lines.Length);
        Assert.InRange(place.Column, 1, lines[place.Line - 1].Length + 1);
    }

    private static SettingsInput Input(Random random, int i, string text) => new()
    {
        Files = ["f"],
        FileReader = new MemoryFiles(
            ("f", text),
            ("/etc/actorrelay/fullchain.pem", Pair.Certificate),
            ("/etc/actorrelay/privkey.pem", Pair.Key),
            ("/etc/actorrelay/secret", Reference.Secret),
            ("/state/old-secret", "xKq9LmW2vBn5Rt7YpZ")),
        WorkingDirectory = "/",
        Environment = new Dictionary<string, string>
        {
            ["LOGPUSH_SECRET"] = Reference.Secret,
            ["PARTNER_SECRET"] = "bVwZuAhX0dYxq4Nn8sT2",
            [$"{(i % 4 == 0 ? "RELAY__EDGE__" : "")}{Edit(random, "LISTEN__0")}"] = Edit(random, "http://127.0.0.1:80"),
        },
        Sets = i % 4 == 1 ? [Edit(random, "edge.max-body=64MiB")] : [],
    };

    [Fact]
    public void Should_return_soon_whatever_is_repeated()
    {
        string[] more =
        [
            "a = ${b}\na { x# = 1 }\n", "a = [${b}]\n", "relay.receivers.r# { x = 1 }\n", "relay.edge.secrets += s#\n", "relay.x# = 1\n",
            "relay.routes += { datasets = d#, receivers = siem }\n", "relay.receivers.siem.addresses += \"tcp://a:#\"\n",
            "relay.edge.listen += \"http://*:#\"\n", "a# = ${a#}\n", "a = ${?b}", "akka.a# = ${akka}\n", "a.b.c.d.e.f.g# = 1\n", "${b}", " [1]", " {a = 1}", "a ",
        ];
        foreach (var piece in Pieces.Concat(more))
        {
            foreach (var start in new[] { "", "b = [1]\na = ", "b { c = 1 }\na = ", "relay { edge { " })
            {
                var text = start + string.Concat(Enumerable.Range(0, 400_000 / piece.Length).Select(i => piece.Replace("#", $"{i}")));
                var result = SettingsReader.Read(new SettingsInput
                {
                    Files = ["f"],
                    FileReader = new MemoryFiles(("f", text), ("x", "c = 1")),
                    WorkingDirectory = "/",
                });
                Assert.True(result.Settings is not null || !result.Errors.IsEmpty);
                Assert.True(result.Errors.Length <= 300);
            }
        }
    }

    private static string Edit(Random random, string text)
    {
        for (var edits = random.Next(4); edits > 0; edits--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(random.Next(random.Next(2) == 0 ? 3 : 200), text.Length - at);
            text = random.Next(5) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Alphabet[random.Next(Alphabet.Length)].ToString()),
                2 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                3 => text.Insert(random.Next(text.Length + 1), text.Substring(at, length)),
                _ => text[..at] + Alphabet[random.Next(Alphabet.Length)] + text[Math.Min(text.Length, at + 1)..],
            };
        }

        return text;
    }
}
