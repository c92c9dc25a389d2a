namespace ActorRelay.Tests.EndToEnd;

/// <summary>A settings file as an operator would write it; a test says only what it is about.</summary>
internal sealed record RelayConfig
{
    /// <summary>The one secret that opens the edge.</summary>
    public const string Secret = "s3cret-of-the-end-to-end-tests";

    /// <summary>Members of a Receiver that is seen to be down, and up again, within a second.</summary>
    public const string Quick = "connections = 2, down-after = 500ms, backoff { min = 20ms, max = 200ms }";

    /// <summary>The members of <c>receivers { }</c>.</summary>
    public required string Receivers { get; init; }

    /// <summary>The list of routes.</summary>
    public string Routes { get; init; } = """[ { datasets = ["*"], receivers = ["siem"] } ]""";

    /// <summary>Where the edge listens; 0 for any free port.</summary>
    public int EdgePort { get; init; }

    /// <summary>Further members of <c>edge { }</c>.</summary>
    public string Edge { get; init; } = "";

    /// <summary>Members of <c>spool { }</c>. Most tests are about what holds without one.</summary>
    public string Spool { get; init; } = "store = off";

    /// <summary>Further members of <c>relay { }</c>.</summary>
    public string Relay { get; init; } = "";

    /// <summary>One Receiver, <c>siem</c>, that every dataset goes to as <c>alog</c> lines.</summary>
    public static RelayConfig To(string address, string further = "") => new()
    {
        Receivers = $$"""siem { address = "{{address}}", profile = "alog", {{further}} }""",
    };

    public string Text(string stateDir) => $$"""
        relay {
          state-dir = "{{stateDir}}"
          edge {
            listen = ["http://127.0.0.1:{{EdgePort}}"]
            secrets = ["{{Secret}}"]
            {{Edge}}
          }
          receivers {
            {{Receivers}}
          }
          routes = {{Routes}}
          inspection { listen = "http://127.0.0.1:0" }
          spool { {{Spool}} }
          {{Relay}}
        }

        """;
}
