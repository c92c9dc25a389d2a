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
    private readonly ImmutableArray<(byte[] Digest, ImmutableArray<string> Paths)> _secrets;

    public Credentials(ImmutableArray<SecretSettings> secrets) =>
        _secrets = [.. secrets.Select(secret => (DigestOf(secret.Value), secret.Paths))];

    /// <param name="shown">The value of the secret header; null when there is none.</param>
    /// <param name="path">The decoded path of the request, as sent.</param>
    public bool Open(string? shown, string path)
    {
        var digest = DigestOf(shown ?? "");
        var isOpen = shown is not null;
        var isKnown = false;
        foreach (var secret in _secrets)
        {
            var opensPath = secret.Paths.IsEmpty;
            foreach (var pattern in secret.Paths)
            {
                opensPath |= Glob.Matches(pattern, path);
            }

            isKnown |= CryptographicOperations.FixedTimeEquals(digest, secret.Digest) & opensPath;
        }

        return isOpen & isKnown;
    }

    private byte[] DigestOf(string value) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(value));
}
