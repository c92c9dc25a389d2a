namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// Texts that no log may have: secrets of the settings, and what is in records. Every relay that a test starts is listened
/// to for them, to its end.
/// </summary>
internal static class Planted
{
    /// <summary>A second secret of a relay's settings.</summary>
    public const string OtherSecret = "planted-secret-of-a-partner-91c2";

    /// <summary>What a client shows that has no right secret.</summary>
    public const string WrongSecret = "planted-secret-that-is-wrong-77ab";

    /// <summary>A password of a database.</summary>
    public const string Password = "planted-password-of-postgresql-5d0e";

    /// <summary>A key of <c>mask</c>.</summary>
    public const string MaskKey = "planted-key-of-a-mask-20f8c4aa";

    /// <summary>It stands in values of records.</summary>
    public const string Value = "planted-value-of-a-record-3b6d";

    /// <summary>The last three are in records of <see cref="NumberedRecords"/>.</summary>
    private static readonly string[] All =
        [RelayConfig.Secret, OtherSecret, WrongSecret, Password, MaskKey, Value, "たろうのPC", "émigré", "AppleWebKit/537.36"];

    public static bool IsIn(string line) => All.Any(text => line.Contains(text, StringComparison.Ordinal));
}
