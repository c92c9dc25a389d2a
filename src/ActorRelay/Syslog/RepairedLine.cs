using System.Buffers;
using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>The slow path of the few lines that are not valid UTF-8: a copy of the line is repaired, and formatted.</summary>
internal static class RepairedLine
{
    /// <param name="formatter">What refused the line.</param>
    /// <param name="line">The line without its line feed.</param>
    /// <param name="destination">As for <see cref="LineFormatter.Format"/>.</param>
    /// <param name="number">The line's number in its batch.</param>
    public static LineResult Format(LineFormatter formatter, ReadOnlySpan<byte> line, Span<byte> destination, long number)
    {
        var copy = ArrayPool<byte>.Shared.Rent(line.Length * Utf8Repair.Growth + 1 + LineFormatter.Slack);
        try
        {
            var length = Utf8Repair.Repair(line, copy);
            copy[length] = (byte)'\n';
            var result = formatter.Format(copy.AsSpan(0, length + 1 + LineFormatter.Slack), destination, number);
            return result.Status switch
            {
                LineStatus.Full => result,
                LineStatus.Bad => LineResult.Bad(line.Length, result.Error, Utf8Repair.Origin(line, result.ErrorOffset)),
                _ => result with { Consumed = line.Length + 1, Notes = result.Notes | LineNotes.Replaced },
            };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }
}
