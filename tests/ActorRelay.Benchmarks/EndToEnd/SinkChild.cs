using System.Diagnostics;
using System.Globalization;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>
/// The Receiver of everybody: a process that takes bytes on two ports, counts line feeds, and keeps nothing. It can
/// stop reading and go on. Should the benchmark die, it also ends the relay, which does not watch its standard input.
/// </summary>
internal static class SinkChild
{
    public static async Task RunAsync()
    {
        var gate = new SinkGate();
        SinkListener[] listeners = [new(gate), new(gate)];
        Process? ward = null;
        await ChildConsole.ServeAsync(
            string.Join(' ', listeners.Select(listener => listener.Port)),
            line =>
            {
                switch (line.Split(' '))
                {
                    case ["count", var port]:
                        var listener = listeners.Single(l => l.Port == int.Parse(port, CultureInfo.InvariantCulture));
                        return $"{listener.Lines} {listener.Bytes}";
                    case ["stall"]:
                        gate.Close();
                        return "stalled";
                    case ["resume"]:
                        gate.Open();
                        return "reading";
                    case ["guard", var id]:
                        var wanted = int.Parse(id, CultureInfo.InvariantCulture);
                        ward = Process.GetProcesses().FirstOrDefault(process => process.Id == wanted);
                        return ward is null ? "it has ended" : "guarding";
                    default:
                        return "what?";
                }
            });
        ward?.Kill();
    }
}
