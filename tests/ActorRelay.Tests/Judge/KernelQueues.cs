using System.Globalization;

namespace ActorRelay.Tests.Judge;

/// <summary>What Linux holds for programs of others (<c>/proc/net/tcp</c>).</summary>
internal static class KernelQueues
{
    private const int Listening = 0x0A;

    /// <summary>For each IPv4 connection to a local port: bytes that came, and that its program has not read.</summary>
    public static IReadOnlyList<long> Unread(int port) =>
    [
        .. File.ReadLines("/proc/net/tcp").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => Hex(fields[1].Split(':')[1]) == port && Hex(fields[3]) != Listening)
            .Select(fields => Hex(fields[4].Split(':')[1])),
    ];

    private static long Hex(string text) => long.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
