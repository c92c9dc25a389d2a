using System.Diagnostics;
using System.Globalization;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>
/// The Receiver of everybody: a process that takes bytes on a port for each sender, counts line feeds, and keeps nothing. It
/// can stop reading and go on. Should the benchmark die, it also ends the relays, which do not watch their standard input.
/// </summary>
internal static class SinkChild
{
    /// <param name="senders">How many ports.</param>
    public static async Task RunAsync(int senders)
    {
        var gate = new SinkGate();
        SinkListener[] listeners = [.. Enumerable.Range(0, senders).Select(_ => new SinkListener(gate))];
        List<Process> wards = [];
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
                        if (Process.GetProcesses().FirstOrDefault(process => process.Id == wanted) is not { } ward)
                        {
                            return "it has ended";
                        }

                        wards.Add(ward);
                        return "guarding";
                    default:
                        return "what?";
                }
            });
        wards.ForEach(ward => ward.Kill());
    }
}
