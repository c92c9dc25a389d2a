using System.Globalization;

namespace ActorRelay.Configuration;

/// <summary>Sizes as operators write them: <c>256 MiB</c>, <c>1.5GB</c>, or plain bytes.</summary>
internal static class ByteSizes
{
    public const string Allowed = "a size such as 256 MiB (B, kB, MB, GB, TB by 1000; KiB, MiB, GiB, TiB by 1024)";

    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("", 1), ("B", 1),
        ("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
    ];

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var digits = text.AsSpan().Trim();
        var end = digits.IndexOfAnyExcept("0123456789.");
        var unit = end < 0 ? "" : digits[end..].Trim().ToString();
        var factor = Array.Find(Units, u => u.Unit == unit).Bytes;
        if (factor == 0 || !decimal.TryParse(
            end < 0 ? digits : digits[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ||
            number > long.MaxValue / factor)
        {
            return false;
        }

        bytes = (long)(number * factor);
        return true;
    }

    /// <summary>With the largest unit that leaves nothing over.</summary>
    public static string Format(long bytes) => bytes switch
    {
        0 => "0 B",
        _ when bytes % (1L << 30) == 0 => Invariant(bytes >> 30, "GiB"),
        _ when bytes % (1L << 20) == 0 => Invariant(bytes >> 20, "MiB"),
        _ when bytes % (1L << 10) == 0 => Invariant(bytes >> 10, "KiB"),
        _ => Invariant(bytes, "B"),
    };

    /// <summary>For people, to one digit behind the point: <c>4.1 MB</c>.</summary>
    public static string Rounded(long bytes) => bytes switch
    {
        < 1_000 => Invariant(bytes, "B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };

    private static string Invariant(long number, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {unit}");
}
