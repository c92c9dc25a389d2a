using System.Collections.Frozen;

namespace ActorRelay.Configuration;

/// <summary>Tells secrets that are none: the ones of examples, and the ones that can be guessed.</summary>
internal static class WellKnownSecrets
{
    /// <summary>Shorter ones can be guessed.</summary>
    public const int MinLength = 16;

    /// <summary>Of fewer different characters, even a long one can be guessed.</summary>
    private const int MinDifferent = 4;

    /// <summary>Letters and digits in lower case; anything else in a secret is ignored when it is compared.</summary>
    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal,
        "", "abc123", "admin", "actorrelay", "changeit", "changeme", "changethis", "changemenow", "default", "demo",
        "example", "examplesecret", "foobar", "letmein", "logpush", "logpushauth", "logpushsecret", "mysecret",
        "mysecretvalue", "none", "null", "password", "placeholder", "presharedkey", "psk", "qwerty", "replaceme",
        "replacethis", "s3cr3t", "secret", "secretvalue", "sharedsecret", "supersecret", "test", "testsecret",
        "thisisasecret", "todo", "token", "topsecret", "xlogpushauth", "yoursecret", "yoursecrethere",
        "yoursecretvalue", "yourpresharedkey", "yoursharedsecret", "pleasechangeme", "replacewithyoursecret");

    /// <summary>What is wrong with a secret, or null. Never says what it is.</summary>
    public static string? Complaint(string secret)
    {
        var bare = string.Concat(secret.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        if (Known.Contains(bare))
        {
            return "this is a secret out of an example, and anyone may try it";
        }

        return secret.Length < MinLength ? $"this secret is shorter than {MinLength} characters, and can be guessed"
            : secret.Distinct().Count() < MinDifferent
                ? $"this secret has fewer than {MinDifferent} different characters, and can be guessed"
            : null;
    }
}
