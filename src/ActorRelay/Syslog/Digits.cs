using System.Buffers.Text;

namespace ActorRelay.Syslog;

/// <summary>Writes whole numbers.</summary>
internal static unsafe class Digits
{
    /// <summary>The most bytes one takes.</summary>
    public const int Limit = 20;

    /// <returns>Behind the last digit.</returns>
    public static byte* Write(long value, byte* target)
    {
        Utf8Formatter.TryFormat(value, new Span<byte>(target, Limit), out var length);
        return target + length;
    }
}
