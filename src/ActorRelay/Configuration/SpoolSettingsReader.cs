using System.Data.Common;
using System.Net;

namespace ActorRelay.Configuration;

/// <summary>Reads <c>relay.spool { }</c>.</summary>
/// <param name="absolute">Resolves a path against <c>state-dir</c>.</param>
internal sealed class SpoolSettingsReader(Func<string, string> absolute)
{
    public const string Sqlite = "sqlite:";
    public const string Postgres = "postgres:";

    /// <summary>Where quarantine and journal are when batches are not spooled.</summary>
    private const string DefaultFile = "spool.db";

    private const string Allowed = "sqlite:FILE, postgres:CONNECTION-STRING (Host=...;Username=...;Database=...), or off";

    public SpoolSettings Read(SettingsSection relay)
    {
        var section = relay.Section("spool");
        var store = section.Meaning<string>("store", Allowed, IsStore) ?? "off";
        return new SpoolSettings
        {
            Enabled = store != "off",
            File = store == "off" ? absolute(DefaultFile)
                : store.StartsWith(Sqlite, StringComparison.Ordinal) ? absolute(store[Sqlite.Length..]) : null,
            Postgres = store.StartsWith(Postgres, StringComparison.Ordinal) ? store[Postgres.Length..] : null,
            MaxSize = section.Size("max-size", 1L << 20, 1L << 50),
            MinFree = section.Meaning<FreeSpace>("min-free", FreeSpace.Allowed, FreeSpace.TryParse) ?? new FreeSpace(0, 0),
            MaxAge = section.Duration("max-age", TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650)),
            SaveEvery = section.Duration("save-every", TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10)),
        };
    }

    /// <summary>
    /// It must not be shown: a connection string may hold a password, also one whose beginning is misspelt, or that is
    /// written as a URL.
    /// </summary>
    public static bool IsSecret(string store) =>
        !store.StartsWith(Sqlite, StringComparison.Ordinal) && store.AsSpan().ContainsAny('=', '@');

    /// <summary>To this machine alone, or to a server that proves who it is.</summary>
    public static bool IsPrivate(string connection)
    {
        var members = new DbConnectionStringBuilder { ConnectionString = connection };
        return Value("SSL Mode").Equals("VerifyFull", StringComparison.OrdinalIgnoreCase)
            || Value("SslMode").Equals("VerifyFull", StringComparison.OrdinalIgnoreCase)
            || Value("Host").Split(',', StringSplitOptions.TrimEntries).All(IsLocal);

        string Value(string name) => members.TryGetValue(name, out var value) ? $"{value}".Trim() : "";
    }

    /// <param name="host">A name, an address or the folder of a socket, perhaps with a port.</param>
    private static bool IsLocal(string host) => host.StartsWith('/')
        || host.StartsWith('@')
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address))
        || host.Split(':') is [var name, ..] && (name == "localhost" || (IPAddress.TryParse(name, out var other) && IPAddress.IsLoopback(other)));

    private static bool IsStore(string text, out string? store)
    {
        store = text;
        return text == "off"
            || (text.StartsWith(Sqlite, StringComparison.Ordinal) && text.Length > Sqlite.Length)
            || (text.StartsWith(Postgres, StringComparison.Ordinal) && IsConnectionString(text[Postgres.Length..]));
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = text }.ContainsKey("Host");
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
