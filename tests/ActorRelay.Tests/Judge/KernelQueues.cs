using System.Globalization;

namespace ActorRelay.Tests.Judge;

/// <summary>What Linux holds for programs of others (<c>/proc/net/tcp</c>).</summary>
internal static class KernelQueues
{
    /// <summary>Established, or the peer has closed: what a program may still read.</summary>
    private static readonly long[] Open = [0x01, 0x08];

    /// <summary>For each open IPv4 connection to a local port: bytes that came, and that its program has not read.</summary>
    public static IReadOnlyList<long> Unread(int port) =>
    [
        .. File.ReadLines("/proc/net/tcp").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => Hex(fields[1].Split(':')[1]) == port && Open.Contains(Hex(fields[3])))
            .Select(fields => Hex(fields[4].Split(':')[1])),
    ];

    private static long Hex(string text) => long.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
