using System.Globalization;
using System.Security.Cryptography;

namespace ActorRelay.Accounts;

/// <summary>Whose records they are: what is known of a batch before it is read, and travels with it to its end.</summary>
/// <param name="Source">Which zone or job it came from; empty when the path does not say.</param>
/// <param name="Path">Where it was posted.</param>
/// <param name="Hash">What the body is known by when it comes again, as text.</param>
/// <param name="Host">Name of the relay that received it, which its lines may carry.</param>
/// <param name="Received">When its last byte came.</param>
internal sealed record BatchOrigin(
    BatchId Id, string Dataset, string Source, string Path, string Hash, string Host, DateTimeOffset Received);

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
