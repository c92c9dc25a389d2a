using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>
/// Synthetic gateway_http records in the shape Logpush sends: 41 fields, 1.3 KB in the mean, nested object and arrays,
/// escaped quotes. Text that is not ASCII is escaped (<c>\uXXXX</c>) on even lines and raw UTF-8 on odd ones.
/// <para>The same seed and hour give the same bytes; a relay treats events of long ago differently.</para>
/// </summary>
internal sealed class GatewayHttpRecords(int seed, DateTimeOffset hour)
{
    private static readonly string[] Devices = ["たろうのPC", "営業部-端末", "Zoë’s MacBook", "DESKTOP-7Q2", "経理 \"予備\" 3"];
    private static readonly string[] Hosts =
        ["teams.example.com", "files.example.org", "login.example.net", "cdn.example.com", "api.partner.example"];

    private static readonly string[] Applications = ["Microsoft Teams", "Box", "Google Drive", "社内ポータル"];
    private static readonly string[] Categories = ["Business & Economy", "File Sharing", "Technology", "情報技術"];
    private static readonly string[] Files = ["見積書_最終.xlsx", "report \"Q3\".pdf", "setup.exe", "写真 01.jpeg"];
    private static readonly string[] Agents =
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/139.0",
        "Mozilla/5.0 (Macintosh; Mac OS X 10_15) Safari/605",
        "Microsoft Office/16.0 (Windows NT 10.0)",
    ];

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private readonly Random _random = new(seed);
    private readonly StringBuilder _line = new(2048);
    private long _ordinal;
    private bool _escaped;

    /// <summary>The next record and its line feed, as UTF-8.</summary>
    public byte[] Next()
    {
        _escaped = _ordinal % 2 == 0;
        var person = _random.Next(20_000);
        var host = Pick(Hosts);
        var action = _random.Next(10) == 0 ? "block" : "allow";
        _line.Clear().Append('{');
        Add("AccountID", "e1836771179f98aabb828da5ea69a111");
        Add("Action", action);
        AddRaw("ApplicationIDs", $"[{_random.Next(1200)},{_random.Next(1200)}]");
        AddRaw("ApplicationNames", $"[{Quoted(Pick(Applications))}]");
        Add("BlockedFileHash", action == "block" ? Hex(32) : "");
        Add("BlockedFileName", action == "block" ? Pick(Files) : "");
        Add("BlockedFileReason", action == "block" ? "policy" : "");
        AddRaw("BlockedFileSize", action == "block" ? Number(_random.Next(9_000_000)) : "0");
        Add("BlockedFileType", action == "block" ? "exe" : "");
        AddRaw("CategoryIDs", $"[{_random.Next(190)},{_random.Next(190)}]");
        AddRaw("CategoryNames", $"[{Quoted(Pick(Categories))}]");
        Add("Datetime", hour.AddMilliseconds(_ordinal).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", Invariant));
        Add("DestinationIP", Address(203));
        Add("ProxyEndpoint", "");
        Add("DestinationIPCountryCode", "JP");
        AddRaw("DestinationPort", "443");
        Add("DeviceID", Guid(person));
        Add("DeviceName", Devices[person % Devices.Length]);
        AddRaw("AddedHeaders", "[]");
        AddRaw("DownloadedFileNames", _random.Next(4) == 0 ? $"[{Quoted(Pick(Files))}]" : "[]");
        Add("Email", $"user{person}@example.co.jp");
        var file = $$"""{"file_name":{{Quoted(Pick(Files))}},"size":{{_random.Next(4_000_000)}},"flags":[true,null]}""";
        AddRaw("FileInfo", $$"""{"files":[{{file}}]}""");
        Add("HTTPHost", host);
        Add("HTTPMethod", _random.Next(4) == 0 ? "POST" : "GET");
        AddRaw("HTTPStatusCode", action == "block" ? "403" : "200");
        Add("HTTPVersion", "HTTP/2");
        AddRaw("IsIsolated", "false");
        Add("PolicyID", Guid(10_000 + _random.Next(20)));
        Add("PolicyName", "Block \"危険\" \\ PC");
        Add("Referer", _random.Next(3) == 0 ? $"https://{host}/" : "");
        Add("RequestID", Hex(16));
        Add("SessionID", Token(21));
        Add("SourceIP", Address(198));
        Add("SourceIPCountryCode", "JP");
        Add("SourceInternalIP", $"10.20.{person / 250}.{person % 250}");
        AddRaw("SourcePort", Number(_random.Next(1024, 65536)));
        Add("URL", $"https://{host}/v1/items/{Token(39)}?q={_random.Next(100_000)}&lang=ja");
        AddRaw("Quarantined", "false");
        AddRaw("Warnings", "[]");
        Add("UserAgent", Agents[person % Agents.Length]);
        Add("UserID", Guid(20_000 + person));
        _line[^1] = '}';
        _ordinal++;
        return Encoding.UTF8.GetBytes(_line.Append('\n').ToString());
    }

    private static string Number(int value) => value.ToString(Invariant);

    private static string Guid(int of)
    {
        var mixed = unchecked((ulong)of * 0x9e3779b97f4a7c15);
        return $"{mixed >> 32:x8}-{mixed & 0xffff:x4}-4c1d-9a7e-{(mixed >> 13) & 0xffff_ffff_ffff:x12}";
    }

    private string Pick(string[] values) => values[_random.Next(values.Length)];

    private string Address(int first) => $"{first}.{_random.Next(8)}.{_random.Next(256)}.{_random.Next(256)}";

    private string Hex(int bytes)
    {
        Span<byte> value = stackalloc byte[32];
        _random.NextBytes(value[..bytes]);
        return Convert.ToHexStringLower(value[..bytes]);
    }

    private string Token(int bytes)
    {
        Span<byte> value = stackalloc byte[64];
        _random.NextBytes(value[..bytes]);
        return Base64Url.EncodeToString(value[..bytes]);
    }

    private void Add(string key, string value) => AddRaw(key, Quoted(value));

    private void AddRaw(string key, string json) => _line.Append(Invariant, $"\"{key}\":{json},");

    private string Quoted(string value)
    {
        var quoted = new StringBuilder("\"", value.Length + 16);
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' or '\\' => quoted.Append('\\').Append(character),
                > '~' when _escaped => quoted.Append(Invariant, $"\\u{(int)character:x4}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }
}
