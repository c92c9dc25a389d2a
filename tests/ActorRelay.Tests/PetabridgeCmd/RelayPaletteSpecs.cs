using System.Net;
using System.Net.Sockets;
using ActorRelay.Configuration;
using ActorRelay.Hosting;
using ActorRelay.Inspection;
using ActorRelay.PetabridgeCmd;
using ActorRelay.Spool;
using ActorRelay.Tests.Configuration;
using ActorRelay.Tests.Edge;
using ActorRelay.Tests.Spool;
using Akka.Hosting;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Petabridge.Cmd;

namespace ActorRelay.Tests.PetabridgeCmd;

/// <summary>The palette's handlers; where the package does not restore, on signatures alone. No pbm runs here.</summary>
public sealed class RelayPaletteSpecs : TestKit
{
    private readonly TestProbe _inspection;

    public RelayPaletteSpecs() => _inspection = CreateTestProbe();

    [Fact]
    public void Should_have_every_command()
    {
        var palette = new RelayPalette(PbmDoor.Commands(Settings(""), Runner));

        Assert.Equal(RelayPalette.ModuleName, palette.Palette.ModuleName);
        Assert.Equal(
            InspectionCommands.All.Select(command => command.Name.Replace(' ', '-')),
            PbmDoor.Commands(Settings(""), Runner).Select(command => command.Name));
    }

    [Fact]
    public async Task Should_answer_with_the_rows_of_a_report_and_an_end()
    {
        Send("", "datasets");
        await _inspection.ExpectMsgAsync<InspectionProtocol.GetDatasets>();
        _inspection.Reply(new InspectionProtocol.DatasetsReport([]));

        var answer = await ExpectMsgAsync<CommandResponse>();
        Assert.Equal(("datasets: 0", false), (answer.Msg, answer.Final));
        Assert.True((await ExpectMsgAsync<CommandResponse>()).Final);
    }

    [Fact]
    public async Task Should_take_arguments_and_options_as_switches()
    {
        Send("", "spool-drop", ("--old", "siem"), ("--yes", "true"));

        Assert.Equal(new SpoolProtocol.Drop("siem", Yes: true), await _inspection.ExpectMsgAsync<SpoolProtocol.Drop>());
        _inspection.Reply(new SpoolProtocol.NotThere("no such"));
        var answer = await ExpectMsgAsync<ErroredCommandResponse>();
        Assert.Equal(("no such", true), (answer.Msg, answer.Final));
    }

    [Theory]
    [InlineData("quarantine-purge", false)]
    [InlineData("quarantine-export", false)]
    [InlineData("quarantine-purge", true)]
    public async Task Should_refuse_without_trust_what_needs_a_token(string command, bool trust)
    {
        Send($"relay.inspection.token = uAhX0dYq4Nn8s2bVw, petabridge.cmd.trust-local = {(trust ? "true" : "false")}", command);

        if (trust)
        {
            await _inspection.ExpectMsgAsync<QuarantineQuestions.PurgeQuarantine>();
            return;
        }

        var answer = await ExpectMsgAsync<ErroredCommandResponse>();
        Assert.StartsWith("use the CLI with the token: actorrelay relay quarantine ", answer.Msg, StringComparison.Ordinal);
        await _inspection.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("petabridge.cmd.host = \"0.0.0.0\"", "petabridge.cmd.host = \"0.0.0.0\": expected a loopback address, such as 127.0.0.1: pbm asks nobody who they are")]
    [InlineData("petabridge.cmd.port = 70000", "petabridge.cmd.port = \"70000\": must be from 0 to 65535")]
    [InlineData("petabridge.cmd.enabled = maybe", "petabridge.cmd.enabled = \"maybe\": expected one of true, false, on, off")]
    [InlineData("petabridge.cmd.trust = true", "petabridge.cmd.trust: there is no such setting; there are enabled, host, port, trust-local")]
    public void Should_refuse_wrong_settings(string text, string expected) =>
        Assert.EndsWith(expected, Assert.Single(Read(text).Errors).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData(true, 0, "pbm is answered on 127.0.0.1:")]
    [InlineData(true, 1, "pbm is not answered, for another program has 127.0.0.1:")]
    [InlineData(false, 1, null)]
    public void Should_take_a_taken_port_for_a_warning(bool enabled, int taken, string? expected)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = taken * ((IPEndPoint)other.LocalEndpoint).Port;
        var log = new Lines();
        var pbm = new PetabridgeCmdSettings { Enabled = enabled, Port = port };

        PbmDoor.AddTo(
            new AkkaConfigurationBuilder(new ServiceCollection(), "spec"), Settings("") with { PetabridgeCmd = pbm }, log, Runner);

        Assert.Equal(expected is null ? [] : [true], log.All.Select(line => line.StartsWith(expected!, StringComparison.Ordinal)));
    }

    private void Send(string settings, string command, params (string, string)[] arguments) =>
        Sys.ActorOf(new RelayPalette(PbmDoor.Commands(Settings(settings), Runner)).HandlerProps)
            .Tell(new Command(RelayPalette.ModuleName, command, [.. arguments.Select(of => Tuple.Create(of.Item1, of.Item2))]), TestActor);

    private sealed class Lines : ILogger
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add(formatter(state, exception));
    }

    private CommandRunner Runner() => new(_inspection.Ref, EdgeTestSettings.Current(), TimeProvider.System, NullLogger<CommandRunner>.Instance);

    private static RelaySettings Settings(string text) => Read(text).Valid();

    private static SettingsResult Read(string text) => SettingsReader.Read(new SettingsInput
    {
        Texts = [("settings", $"relay {{ edge.secrets = [{Reference.Secret}], receivers.siem.address = \"tcp://127.0.0.1:5514\" }}\n{text}")],
        Environment = new Dictionary<string, string>(),
        WorkingDirectory = "/",
        FileReader = new MemoryFiles(),
    });
}
