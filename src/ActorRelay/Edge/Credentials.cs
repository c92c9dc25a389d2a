using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ActorRelay.Configuration;

namespace ActorRelay.Edge;

/// <summary>
/// Tells whether a post shows a secret that opens its path. Every secret is compared, each in the same time whatever
/// was sent, a missing one like a wrong one: only digests under a key of this process are compared, so neither where
/// nor whether two secrets differ in length can be measured.
/// </summary>
internal sealed class Credentials
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private readonly ImmutableArray<(byte[] Digest, SecretSettings Secret)> _secrets;

    public Credentials(ImmutableArray<SecretSettings> secrets) =>
        _secrets = [.. secrets.Select(secret => (DigestOf(secret.Value), secret))];

    /// <param name="shown">The value of the secret header; null when there is none.</param>
    /// <param name="path">What the post is for, as a path.</param>
    public ShownSecret Judge(string? shown, string path)
    {
        var digest = DigestOf(shown ?? "");
        SecretSettings? known = null;
        SecretSettings? opening = null;
        foreach (var (secretDigest, secret) in _secrets)
        {
            var opensPath = secret.Paths.IsEmpty;
            foreach (var pattern in secret.Paths)
            {
                opensPath |= Glob.Matches(pattern, path);
            }

            var isThis = CryptographicOperations.FixedTimeEquals(digest, secretDigest);
            known = isThis ? secret : known;
            opening = isThis & opensPath ? secret : opening;
        }

        return string.IsNullOrEmpty(shown) ? new ShownSecret(SecretVerdict.Missing, "")
            : opening is not null ? new ShownSecret(SecretVerdict.Opens, opening.Name)
            : known is not null ? new ShownSecret(SecretVerdict.OtherPaths, known.Name)
            : new ShownSecret(SecretVerdict.Wrong, "");
    }

    private byte[] DigestOf(string value) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(value));
}

/// <summary>What the secret of a post is worth.</summary>
/// <param name="Verdict">Whether it opens the path.</param>
/// <param name="Name"><c>secrets[].name</c>; empty when it is none of them.</param>
internal readonly record struct ShownSecret(SecretVerdict Verdict, string Name);

/// <summary>Whether a secret opens a path. The log tells why not; the answer never does.</summary>
internal enum SecretVerdict
{
    Opens,

    /// <summary>There is no such header, or it is empty.</summary>
    Missing,

    /// <summary>It is none of the secrets.</summary>
    Wrong,

    /// <summary>It is one, for other paths.</summary>
    OtherPaths,
}
