using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Configuration;

/// <summary>
/// The tables of settings in README.md and docs/settings.md are what the reference says. <c>./build.sh docs</c> writes
/// them again.
/// </summary>
public sealed class SettingsTableSpecs
{
    private const string Begin = "<!-- settings: made of hocon/relay.hocon by ./build.sh docs -->\n";
    private const string End = "<!-- end of settings -->";

    /// <summary>What most operators set. The rest is in docs/settings.md.</summary>
    private static readonly string[] InReadme =
    [
        "state-dir", "edge.listen", "edge.secrets", "edge.deadline", "edge.in-flight", "blocks", "receivers.*.address",
        "receivers.*.connections", "receivers.*.profile", "receivers.*.replay", "routes", "inspection.listen",
    ];

    [Fact]
    public void Should_be_what_the_reference_says_in_the_readme() =>
        AssertHas("README.md", SettingsTable.Of(Reference.OfProgram(), InReadme));

    [Fact]
    public void Should_be_what_the_reference_says_in_the_docs() =>
        AssertHas(Path.Combine("docs", "settings.md"), SettingsTable.All(Reference.OfProgram()));

    [Fact]
    public void Should_name_every_setting_in_the_docs()
    {
        var table = SettingsTable.All(Reference.OfProgram());
        Assert.All(Reference.OfProgram().Keys, key => Assert.Contains(
            $"| `{key["relay.".Length..].Replace("receivers.*", "receivers.NAME").Replace("mask.*", "mask.FIELD").Replace(".*", "[]")}` |",
            table));
    }

    [Fact]
    public void Should_show_key_default_and_comment()
    {
        var table = SettingsTable.All(new Reference("""
            relay {
              # Where.
              state-dir = "state"

              # The | door.
              edge {
                # One, or
                # more *.
                listen = ["http://127.0.0.1:1"]
                # Files.
                tls {
                  # A file.
                  key = ""
                }
              }

              # They.
              #receivers {
              #  siem {
              #    # Who.
              #    address = "tcp://a:1"
              #    # Least, and most.
              #    backoff { min = 1s, max = 2s }
              #  }
              #}

              # First.
              routes = []
              #routes = [
              #  # Names.
              #  { datasets = ["*"] }
              #]
            }
            """));

        Assert.Equal(
            """
            ## relay

            | setting | default | |
            |---|---|---|
            | `state-dir` | `state` | Where. |

            ## edge

            The \| door.

            | setting | default | |
            |---|---|---|
            | `edge.listen` | `http://127.0.0.1:1` | One, or more \*. |
            | `edge.tls` |  | Files. |
            | `edge.tls.key` |  | A file. |

            ## receivers.NAME

            They.

            | setting | default | |
            |---|---|---|
            | `receivers.NAME.address` |  | Who. |
            | `receivers.NAME.backoff.min` | `1s` | Least, and most. |
            | `receivers.NAME.backoff.max` | `2s` | Least, and most. |

            ## routes

            | setting | default | |
            |---|---|---|
            | `routes` | `[]` | First. |
            | `routes[].datasets` | `*` | Names. |


            """,
            table);
    }

    /// <summary>Compares, or writes when the variable <c>ACTORRELAY_UPDATE_DOCS</c> is 1.</summary>
    private static void AssertHas(string file, string table)
    {
        var path = Path.Combine(Repository.Root, file);
        var text = File.ReadAllText(path);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= Begin.Length && end >= begin, $"{file} has no place for the table");
        if (Environment.GetEnvironmentVariable("ACTORRELAY_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, text[..begin] + table + text[end..]);
            return;
        }

        Assert.True(text[begin..end] == table, $"{file} is not what hocon/relay.hocon says: run ./build.sh docs, and commit");
    }
}
