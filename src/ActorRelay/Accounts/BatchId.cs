using System.Globalization;
using System.Security.Cryptography;

namespace ActorRelay.Accounts;

/// <summary>Names a batch in answers, logs, quarantine and actor paths: time of receipt, then chance, so ids sort by age.</summary>
internal readonly record struct BatchId(string Value)
{
    /// <summary>Twenty lower-case hex digits: 48 bits of milliseconds since 1970, 32 random bits.</summary>
    public static BatchId Next(DateTimeOffset now)
    {
        Span<byte> random = stackalloc byte[4];
        RandomNumberGenerator.Fill(random);
        return new BatchId(string.Create(CultureInfo.InvariantCulture,
            $"{now.ToUnixTimeMilliseconds():x12}{BitConverter.ToUInt32(random):x8}"));
    }

    public override string ToString() => Value;
}
