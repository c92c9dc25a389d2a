using System.CommandLine;
using System.Net;
using ActorRelay.Configuration;
using ActorRelay.EmbeddedReceiver;
using ActorRelay.Hosting;

namespace ActorRelay.Commands;

/// <summary>
/// <c>run</c>, and what the program does without a command: the relay, until it is stopped. Without a file and
/// without a Receiver named otherwise, and with a person at a terminal, it runs in trial mode with its own Receiver.
/// </summary>
internal static class RunCommand
{
    public const string Name = "run";

    public static Command Create()
    {
        var settings = new SettingsOptions();
        var command = new Command(Name, "Runs the relay until it is stopped.");
        settings.AddTo(command);
        command.SetAction((parse, cancellation) => RunAsync(parse, settings, cancellation));
        return command;
    }

    public static Task<int> RunAsync(ParseResult parse, SettingsOptions settings, CancellationToken cancellation)
    {
        var input = settings.Read(parse).ToInput();
        var output = parse.InvocationConfiguration.Output;
        var error = parse.InvocationConfiguration.Error;
        var surroundings = Surroundings.OfThisProcess();
        if (surroundings.IsInteractive && TrialMode.IsFor(input))
        {
            return RunTrialAsync(input, output, error, cancellation);
        }

        return input.HasSettings
            ? RunAsync(input, output, error, cancellation)
            : Task.FromResult(RefuseTrial(surroundings, error));
    }

    internal static int RefuseTrial(Surroundings surroundings, TextWriter error)
    {
        error.WriteLine($"actorrelay: no settings, and not started by a person at a terminal but as {surroundings}.");
        error.WriteLine("Give it a file (run --config FILE), variables (RELAY__EDGE__LISTEN=...) or --set key=value.");
        error.WriteLine("Without any, at a terminal, it would come up in trial mode with a Receiver of its own.");
        return ExitCode.Wrong;
    }

    private static async Task<int> RunAsync(
        SettingsInput input, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var read = SettingsReader.Read(input);
        if (Report(read, error) is not { } settings)
        {
            return ExitCode.Wrong;
        }

        var calling = new RelayCalling(input.Files, stopsOnHangUp: false, read, () => SettingsReader.Read(input));
        await using var relay = await RunningRelay.StartAsync(settings, calling, cancellation);
        Announce(relay, output);
        await relay.WaitForShutdownAsync();
        return ExitCode.Ok;
    }

    private static async Task<int> RunTrialAsync(
        SettingsInput input, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        // Where the Receiver writes is known only when state-dir is, and its port only when it listens.
        var draft = TrialMode.Settings(input, IPEndPoint.MaxPort);
        if (draft.Settings is null)
        {
            Report(draft, error);
            return ExitCode.Wrong;
        }

        var report = TextWriter.Synchronized(error);
        var trial = TrialPaths.Of(draft.Settings.StateDir, draft.Settings.Edge.Secrets[0].File);
        using var files = new HostFiles(trial.Received);

        // Disposed in the opposite order: the relay first, so that the Receiver is there until its last line.
        await using var receiver = SyslogServer.Start(new IPEndPoint(IPAddress.Loopback, 0), files, report.WriteLine);
        var read = TrialMode.Settings(input, receiver.EndPoint.Port);
        if (Report(read, error) is not { } settings)
        {
            return ExitCode.Wrong;
        }

        var calling = new RelayCalling(
            input.Files, stopsOnHangUp: true, read, () => TrialMode.Settings(input, receiver.EndPoint.Port));
        await using var relay = await RunningRelay.StartAsync(settings, calling, cancellation);
        Announce(relay, output);
        TrialBanner.Write(output, relay.Edge, settings.Edge, trial);
        await relay.WaitForShutdownAsync();
        return ExitCode.Ok;
    }

    private static void Announce(RunningRelay relay, TextWriter output)
    {
        output.WriteLine($"listening edge={Text(relay.Edge)} inspection={Text(relay.Inspection)}");
        output.Flush();
    }

    private static string Text(Uri url) => url.GetLeftPart(UriPartial.Authority);

    /// <summary>Null when there is an error.</summary>
    private static RelaySettings? Report(SettingsResult result, TextWriter error)
    {
        foreach (var problem in result.Errors)
        {
            error.WriteLine(problem);
        }

        foreach (var warning in result.Warnings)
        {
            error.WriteLine($"warning: {warning}");
        }

        return result.Settings;
    }
}
