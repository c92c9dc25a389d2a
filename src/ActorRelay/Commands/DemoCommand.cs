using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using ActorRelay.EmbeddedReceiver;
using ActorRelay.Hosting;

namespace ActorRelay.Commands;

/// <summary>
/// <c>demo</c>: a relay and a Receiver in this process, sample batches through the real HTTP edge, and a check of every
/// line that arrives. It uses loopback only and leaves nothing behind.
/// </summary>
internal static class DemoCommand
{
    /// <summary>Messages that may wait to be compared: more than the largest batch has.</summary>
    private const int Arrivals = 1024;

    private const int WidthOfNoTerminal = 120;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var command = new Command("demo", "Runs a relay and a Receiver, sends sample batches and checks what arrives.");
        command.SetAction((parse, cancellation) => RunAsync(parse.InvocationConfiguration.Output, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(TextWriter output, CancellationToken cancellation)
    {
        var state = Directory.CreateTempSubdirectory("actorrelay-demo-");
        try
        {
            var started = Stopwatch.GetTimestamp();
            var report = new DemoReport(output, Width());
            await RunAsync(state.FullName, report, cancellation);
            report.End(Stopwatch.GetElapsedTime(started));
            return report.IsAllRight ? ExitCode.Ok : ExitCode.Failed;
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(string state, DemoReport report, CancellationToken cancellation)
    {
        var received = new MessageChannel(Arrivals);
        var notices = new ConcurrentQueue<string>();
        var anyPort = new IPEndPoint(IPAddress.Loopback, 0);
        await using (var receiver = SyslogServer.Start(anyPort, received, notices.Enqueue))
        {
            var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            var settings = DemoSettings.Create(state, receiver.EndPoint, secret);
            await using var relay = await RunningRelay.StartAsync(settings, calling: null, cancellation);
            report.Begin(relay.Edge, $"tcp://{receiver.EndPoint}");
            var upload = new DemoUpload(relay.Edge, secret, received.Messages, Patience);
            var samples = SampleBatch.LoadAll(DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-1));
            report.AddProblem(await upload.PreflightAsync($"/{samples[0].Dataset}", cancellation));
            foreach (var batch in samples.Select(DemoBatch.Of).Append(DemoBatch.WithBadLines(samples[0])))
            {
                report.Add(await upload.PostAsync(batch, cancellation));
            }
        }

        if (received.Messages.TryRead(out _))
        {
            report.AddProblem("more arrived than was sent");
        }

        // A closed connection is wrong only when records are: then it may say why.
        if (!report.IsAllRight)
        {
            notices.ToList().ForEach(report.AddProblem);
        }
    }

    private static int Width()
    {
        try
        {
            return Console.IsOutputRedirected || Console.WindowWidth < 20 ? WidthOfNoTerminal : Console.WindowWidth;
        }
        catch (IOException)
        {
            return WidthOfNoTerminal;
        }
    }
}
