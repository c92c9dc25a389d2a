using System.Collections.Immutable;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using ActorRelay.Configuration;
using Microsoft.AspNetCore.Http;

namespace ActorRelay.Edge;

/// <summary>
/// Whether a post carries a secret that opens its path. Every secret is compared, in constant time, whether an earlier
/// one matched or not, so the time an answer takes tells nothing of any of them.
/// </summary>
internal sealed class Credentials
{
    private readonly string _header;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ImmutableArray<(byte[] Digest, ImmutableArray<string> Paths)> _secrets;

    public Credentials(EdgeSettings settings)
    {
        _header = settings.SecretHeader;
        _secrets = [.. settings.Secrets.Select(secret => (Digest(secret.Value), secret.Paths))];
    }

    public bool Allow(HttpRequest request)
    {
        var given = request.Headers[_header];
        var digest = Digest(given.Count == 1 ? given[0] ?? "" : "");
        var path = request.Path.Value ?? "/";
        var allowed = false;
        foreach (var (secret, paths) in _secrets)
        {
            var opens = paths.IsEmpty || paths.Any(glob => FileSystemName.MatchesSimpleExpression(glob, path, ignoreCase: false));
            allowed |= CryptographicOperations.FixedTimeEquals(secret, digest) & opens;
        }

        return allowed & given.Count == 1;
    }

    /// <summary>Equal lengths, whatever the header's.</summary>
    private byte[] Digest(string value) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(value));
}
