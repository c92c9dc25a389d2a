namespace ActorRelay.Configuration;

/// <summary>Tells by a name that what it names is a secret.</summary>
internal static class SecretNames
{
    private static readonly string[] Words =
        ["password", "secret", "token", "connection-string", "passphrase", "cookie"];

    /// <summary>Of a key, or of a variable.</summary>
    public static bool IsSecret(string name) => Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Of what stands beside a secret, or beside the key of a mask, and may be shown.</summary>
    public static bool IsPlain(string name) => name is "name" or "file" or "paths" or "key-file" or "digits";
}
