using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>
/// <c>end-to-end</c>: what the relay costs beside the least that could do its work. Exit codes: 0 measured, 1 failed
/// (lines were lost, a server ended, time was up), 2 cannot run here.
/// </summary>
internal static class EndToEndCommand
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        switch (arguments)
        {
            case ["gunzip"]:
                await BaselineChild.RunAsync(sinkPort: null);
                return 0;
            case ["raw-send", var port]:
                await BaselineChild.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
                return 0;
            case ["sink", var senders]:
                await SinkChild.RunAsync(int.Parse(senders, CultureInfo.InvariantCulture));
                return 0;
            default:
                // Signals are handled below: children have to be ended first, whatever time that takes.
                return await Command().Parse(arguments).InvokeAsync(new() { ProcessTerminationTimeout = null });
        }
    }

    private static RootCommand Command()
    {
        var quick = new Option<bool>("--quick") { Description = "At most 90 s instead of 6 minutes; noisier." };
        var rounds = new Option<int?>("--rounds") { Description = "Turns that count, of each. Default 7, quick 3." };
        var seconds = new Option<double?>("--seconds") { Description = "How long a turn lasts. Default 3, quick 1.2." };
        var relay = new Option<FileInfo?>("--relay") { Description = "The program. Default: the one built with this." };
        var beside = new Option<FileInfo[]>("--beside")
        {
            Description = "Other builds of the program, measured in the same run and held against it.",
            AllowMultipleArgumentsPerToken = true,
        };
        var only = new Option<string?>("--only") { Description = "One workload, and no stall: tiny, small or large." };
        only.AcceptOnlyFromAmong("tiny", "small", "large");
        var spool = new Option<bool>("--spool") { Description = "The relay also with acknowledge = spooled, and without a spool." };
        var watched = new Option<bool>("--watched")
        {
            Description = "The relay also with a page open, a tail and a scrape each second, and with find-memory = 64 MiB.",
        };
        var withoutRelay = new Option<bool>("--without-relay") { Description = "Only the baselines." };
        var command = new RootCommand("Measures the relay beside its baselines, end to end.")
        {
            quick, rounds, seconds, only, spool, watched, relay, beside, withoutRelay,
        };
        command.SetAction((parsed, _) => MeasureAsync(Settings(
            parsed.GetValue(quick),
            parsed.GetValue(rounds),
            parsed.GetValue(seconds),
            parsed.GetValue(only),
            parsed.GetValue(spool),
            parsed.GetValue(watched),
            parsed.GetValue(withoutRelay)
                ? null
                : parsed.GetValue(relay)?.FullName ?? Path.Combine(AppContext.BaseDirectory, "actorrelay"),
            [.. (parsed.GetValue(beside) ?? []).Select(program => program.FullName)])));
        return command;
    }

    private static EndToEndSettings Settings(bool quick, int? rounds, double? seconds, string? only, bool spool, bool watched, string? relay, ImmutableArray<string> beside)
    {
        var settings = new EndToEndSettings
        {
            Rounds = rounds ?? (quick ? 3 : 7),
            Turn = TimeSpan.FromSeconds(seconds ?? (quick ? 1.2 : 3)),
            WarmUp = TimeSpan.FromSeconds(quick ? 3 : 6),
            Stall = TimeSpan.FromSeconds(quick ? 5 : 10),
            Limit = quick ? TimeSpan.FromSeconds(90) : TimeSpan.FromMinutes(6),
            Only = only,
            WithSpool = spool,
            Watched = watched,
            RelayProgram = relay,
            Beside = beside,
        };

        // Whoever asks for more than the default gets the time for it: three servers or more, two workloads.
        var asked = (3 + (spool ? 2 : 0) + (watched ? 2 : 0) + beside.Length) * 2 * settings.Rounds * (settings.Turn + TimeSpan.FromSeconds(2)) + TimeSpan.FromMinutes(2);
        return rounds is null && seconds is null && beside.IsEmpty && !spool && !watched || asked < settings.Limit ? settings : settings with { Limit = asked };
    }

    private static async Task<int> MeasureAsync(EndToEndSettings settings)
    {
        if (!OperatingSystem.IsLinux())
        {
            await Console.Error.WriteLineAsync("It reads /proc, so it runs on Linux only.");
            return 2;
        }

        using var stop = new CancellationTokenSource(settings.Limit);
        using var interrupted = Register(PosixSignal.SIGINT);
        using var terminated = Register(PosixSignal.SIGTERM);
        using var hungUp = Register(PosixSignal.SIGHUP);
        var run = new EndToEndRun(settings, Console.Error);
        string? failure = null;
        try
        {
            await run.RunAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            failure = $"Stopped: by a signal, or because {settings.Limit.TotalSeconds:0} s were up.";
        }
        catch (Exception error) when (error is BenchmarkException or HttpRequestException)
        {
            failure = error.Message;
        }

        new Report(Console.Out).Write(run, failure);
        if (failure is not null)
        {
            await Console.Error.WriteLineAsync(failure);
            return 1;
        }

        return 0;

        PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
    }
}
