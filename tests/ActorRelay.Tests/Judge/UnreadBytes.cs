using System.Net.Sockets;

namespace ActorRelay.Tests.Judge;

/// <summary>What the kernel holds of a connection that its application has not read.</summary>
internal static class UnreadBytes
{
    /// <summary>Looks without reading, so that nothing more is let in.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="cutter">How far its application has got.</param>
    public static (long Bytes, IReadOnlyList<UnreadRecord> Records) Look(Socket socket, MessageCutter cutter)
    {
        var bytes = new byte[socket.Available];
        var there = bytes.Length == 0 ? 0 : socket.Receive(bytes, SocketFlags.Peek);
        var (records, ahead, end) = (new List<UnreadRecord>(), cutter.Copy(), 0);
        while (end < there)
        {
            var step = ahead.ToEndOfStep(bytes.AsSpan(end, there - end));
            end += step;
            ahead.Take(bytes.AsSpan(end - step, step), message =>
            {
                if (RecordId.TryFind(message, out var id))
                {
                    records.Add(new UnreadRecord(id, there - end));
                }
            });
        }

        return (there, records);
    }
}
