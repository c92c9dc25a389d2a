using System.Globalization;
using System.Text;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>
/// Synthetic gateway_http records in the shape Logpush sends: 41 fields, 1.3 KB in the mean, nested object and arrays,
/// escaped quotes. Text that is not ASCII is escaped (<c>\uXXXX</c>) on even lines and raw UTF-8 on odd ones.
/// <para>The same seed and hour give the same bytes; the hour is there because a relay treats old events differently.</para>
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
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
        "Microsoft Office/16.0 (Windows NT 10.0; 16.0.18925; Pro)",
    ];

    private readonly Random _random = new(seed);
    private readonly StringBuilder _line = new(2048);
    private long _ordinal;
    private bool _escaped;

    /// <summary>The next record and its line feed, as UTF-8.</summary>
    public byte[] Next()
    {
        _escaped = _ordinal % 2 == 0;
        var person = _random.Next(400);
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
        Add("BlockedFileType", action == "block" ? "application/octet-stream" : "");
        AddRaw("CategoryIDs", $"[{_random.Next(190)},{_random.Next(190)}]");
        AddRaw("CategoryNames", $"[{Quoted(Pick(Categories))},{Quoted(Pick(Categories))}]");
        Add("Datetime", hour.AddMilliseconds(_ordinal).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Add("DestinationIP", Address(203));
        Add("DestinationIPContinentCode", "AS");
        Add("DestinationIPCountryCode", "JP");
        AddRaw("DestinationPort", "443");
        Add("DeviceID", Guid(person));
        Add("DeviceName", Devices[person % Devices.Length]);
        AddRaw("DownloadMatchedDlpProfiles", "[]");
        AddRaw("DownloadedFileNames", $"[{Quoted(Pick(Files))}]");
        Add("Email", $"user{person}@example.co.jp");
        AddRaw("FileInfo", $$"""{"files":[{"file_name":{{Quoted(Pick(Files))}},"size":{{_random.Next(4_000_000)}},"flags":[true,null]}]}""");
        Add("HTTPHost", host);
        Add("HTTPMethod", _random.Next(4) == 0 ? "POST" : "GET");
        AddRaw("HTTPStatusCode", action == "block" ? "403" : "200");
        Add("HTTPVersion", "HTTP/2");
        AddRaw("IsIsolated", "false");
        Add("PolicyID", Guid(10_000 + _random.Next(20)));
        Add("PolicyName", "Block \"risky\" uploads \\ 危険な転送");
        Add("Referer", $"https://{host}/");
        Add("RequestID", Hex(16));
        Add("SessionID", Hex(16));
        Add("SourceIP", Address(198));
        Add("SourceIPCountryCode", "JP");
        Add("SourceInternalIP", $"10.20.{person / 200}.{person % 200}");
        AddRaw("SourcePort", Number(_random.Next(1024, 65536)));
        Add("URL", $"https://{host}/v1/items/{Hex(8)}?q={_random.Next(100_000)}&lang=ja&ref=portal");
        Add("UntrustedCertificateAction", "none");
        AddRaw("UploadedFileNames", "[]");
        Add("UserAgent", Agents[person % Agents.Length]);
        Add("UserID", Guid(20_000 + person));
        _line[^1] = '}';
        _ordinal++;
        return Encoding.UTF8.GetBytes(_line.Append('\n').ToString());
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Guid(int of) => $"{of * 2654435761L & 0xffffffff:x8}-{of & 0xffff:x4}-4c1d-9a7e-{of * 40503L:x12}";

    private string Pick(string[] values) => values[_random.Next(values.Length)];

    private string Address(int first) => $"{first}.{_random.Next(8)}.{_random.Next(256)}.{_random.Next(256)}";

    private string Hex(int bytes)
    {
        Span<byte> value = stackalloc byte[32];
        _random.NextBytes(value[..bytes]);
        return Convert.ToHexStringLower(value[..bytes]);
    }

    private void Add(string key, string value) => AddRaw(key, Quoted(value));

    private void AddRaw(string key, string json) => _line.Append('"').Append(key).Append("\":").Append(json).Append(',');

    private string Quoted(string value)
    {
        var quoted = new StringBuilder("\"", value.Length + 16);
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' or '\\' => quoted.Append('\\').Append(character),
                > '~' when _escaped => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }
}
