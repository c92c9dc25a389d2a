using System.Diagnostics;
using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>Reads key-value pairs back into a table: keys have no equals sign and no space, values are compact JSON.</summary>
internal static unsafe class PairTable
{
    /// <param name="payload">Pairs that the scanner has written; 64 bytes behind them may be read, and the first written over.</param>
    /// <param name="length">Of the pairs.</param>
    /// <param name="table">What they come to.</param>
    public static void Read(byte* payload, int length, FieldTable table)
    {
        table.Clear();
        payload[length] = (byte)' ';
        for (var at = 0; at < length;)
        {
            var keyLength = new ReadOnlySpan<byte>(payload + at, length - at).IndexOf((byte)'=');
            Debug.Assert(keyLength >= 0, "a pair without an equals sign");
            var value = at + keyLength + 1;
            var end = (int)(JsonSkip.Value(payload + value, out var kind) - payload);
            Debug.Assert(end <= length && payload[end] == ' ', "a value that does not end with its pair");
            table.Add(new RecordField(at, keyLength, value, end - value, kind));
            at = end + 1;
        }
    }
}
