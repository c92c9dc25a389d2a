using System.Net;
using System.Net.Http.Headers;
using ActorRelay.Commands;
using ActorRelay.Configuration;
using ActorRelay.Hosting;
using ActorRelay.Tests.Edge;
using ActorRelay.Tests.Spool;

namespace ActorRelay.Tests.Hosting;

/// <summary>The operator's listener with a token, by http and https.</summary>
public sealed class InspectionListenerSpecs : IDisposable
{
    private const string Token = "uAhX0dYq4Nn8s2bVw";

    private readonly string _state = Directory.CreateTempSubdirectory("actorrelay-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public async Task Should_answer_a_command_with_the_token_in_a_file()
    {
        var file = Path.Combine(_state, "token");
        await File.WriteAllTextAsync(file, $"{Token}\n");
        await using var relay = await StartAsync($"listen = \"http://127.0.0.1:0\", token-file = \"{file}\"");

        var (refused, _, error) = await AskAsync(relay);
        var (code, text, _) = await AskAsync(relay, "--token-file", file);

        Assert.Equal(ExitCode.Failed, refused);
        Assert.Contains("answers 401: inspection.token is needed", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, code);
        Assert.StartsWith("receiving ", text, StringComparison.Ordinal);
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(relay.Inspection, "/healthz"))).StatusCode);
        Assert.Contains("<form method=\"post\"", await (await client.GetAsync(relay.Inspection)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_speak_https()
    {
        using var certificates = new TestCertificates();
        using var authority = TestCertificates.Authority("authority");
        using var leaf = TestCertificates.Leaf(authority, "relay", TestCertificates.ServerAuthentication);
        certificates.Write("relay.pem", "relay.key", leaf);
        await using var relay = await StartAsync(
            $"listen = \"https://127.0.0.1:0\", token = {Token}, tls {{ certificate = \"{certificates.PathOf("relay.pem")}\", key = \"{certificates.PathOf("relay.key")}\" }}");
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown!.Thumbprint == leaf.Thumbprint };
        using var client = new HttpClient(handler);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);

        Assert.Equal("https", relay.Inspection.Scheme);
        Assert.Contains("\"records\"", await client.GetStringAsync(new Uri(relay.Inspection, "/relay/status")), StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> AskAsync(RunningRelay relay, params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await RelayCommandLine.RunAsync(["relay", "status", .. words, "--url", $"{relay.Inspection}"], output, error), $"{output}", $"{error}");
    }

    private Task<RunningRelay> StartAsync(string inspection) => RunningRelay.StartAsync(
        SettingsReader.Read($$"""
            relay {
              state-dir = "{{_state}}"
              edge { listen = "http://127.0.0.1:0", secrets = ["a-secret-of-the-specs-0123456789"] }
              receivers.siem { address = "tcp://127.0.0.1:1", connections = 1 }
              inspection { {{inspection}} }
            }
            """).Valid(),
        calling: null,
        CancellationToken.None);
}
