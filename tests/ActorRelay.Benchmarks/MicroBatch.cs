using System.IO.Compression;
using System.Text;

namespace ActorRelay.Benchmarks;

/// <summary>
/// Synthetic gateway_http records as NDJSON: 41 fields, about 1.3 KB; names in Japanese, as \u escapes on even lines and
/// as they are on odd ones; nested values, escaped quotes.
/// </summary>
internal sealed class MicroBatch
{
    private MicroBatch(byte[] plain, int lines)
    {
        Plain = plain;
        Lines = lines;
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, new ZLibCompressionOptions { CompressionLevel = 6 }))
        {
            gzip.Write(plain);
        }

        Gzip = compressed.ToArray();
    }

    public byte[] Plain { get; }

    public byte[] Gzip { get; }

    public int Lines { get; }

    /// <summary>Records of the caller's own.</summary>
    public static MicroBatch OfPlain(byte[] plain) => new(plain, plain.Count(static b => b == '\n'));

    public static MicroBatch Create(int bytes)
    {
        var random = new Random(1);
        using var plain = new MemoryStream();
        var lines = 0;
        while (plain.Length < bytes)
        {
            plain.Write(Encoding.UTF8.GetBytes(Line(random, lines++)));
        }

        return new MicroBatch(plain.ToArray(), lines);
    }

    private static string Line(Random random, int number)
    {
        var isEscaped = number % 2 == 0;
        var device = isEscaped ? "\\u305f\\u308d\\u3046\\u306ePC-" : "たろうのPC-";
        var policy = isEscaped ? "\\u5168\\u793e \\u201cDefault\\u201d" : "全社 \\\"Default\\\"";
        string Id() => $"{random.Next():x8}-{random.Next(65536):x4}-4{random.Next(4096):x3}-{random.Next(65536):x4}-{random.NextInt64(1L << 48):x12}";
        string Ip() => $"{random.Next(1, 224)}.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}";
        string Pick(params string[] from) => from[random.Next(from.Length)];
        var file = random.Next(10) == 0
            ? $$"""{"files":[{"name":"report {{random.Next(1000)}}.pdf","size":{{random.Next(5_000_000)}},"types":["pdf","document"]}]}"""
            : "{}";
        return $$"""
            {"AccountID":"e1836771179f98aabb828da5ea69a111","Action":"{{Pick("allow", "block", "isolate")}}","ApplicationIDs":[{{random.Next(2000)}},{{random.Next(2000)}}],"ApplicationNames":["Cloudflare Dashboard","{{Pick("Slack", "Zoom", "GitHub")}}"],"BlockedFileHash":"","BlockedFileName":"","BlockedFileReason":"unknown","BlockedFileSize":0,"BlockedFileType":"","CategoryIDs":[7,{{random.Next(200)}},67],"CategoryNames":["Technology","{{Pick("Business", "News", "Photography")}}"],"Datetime":"2026-11-03T09:05:{{random.Next(10, 60)}}Z","DestinationIP":"{{Ip()}}","DestinationIPContinentCode":"AS","DestinationIPCountryCode":"JP","DestinationPort":443,"DeviceID":"{{Id()}}","DeviceName":"{{device}}{{random.Next(5000)}}","DownloadMatchedDlpProfiles":[],"DownloadedFileNames":[],"Email":"user{{random.Next(5000)}}@example.co.jp","FileInfo":{{file}},"HTTPHost":"www{{random.Next(300)}}.example.com","HTTPMethod":"{{Pick("GET", "POST")}}","HTTPStatusCode":{{Pick("200", "204", "302", "404")}},"HTTPVersion":"HTTP/2","IsIsolated":false,"PolicyID":"{{Id()}}","PolicyName":"{{policy}}","Referer":"https://portal.example.com/app/{{random.Next(100)}}?tab=list","RequestID":"{{random.NextInt64(long.MaxValue):x16}}","SessionID":"{{random.NextInt64(long.MaxValue):x16}}","SourceIP":"{{Ip()}}","SourceIPContinentCode":"AS","SourceIPCountryCode":"JP","SourcePort":{{random.Next(1024, 65536)}},"URL":"https://www{{random.Next(300)}}.example.com/path/{{random.Next(100_000)}}/item.html?q={{random.Next()}}&t={{random.NextInt64(long.MaxValue):x16}}{{random.NextInt64(long.MaxValue):x16}}&lang=ja","UntrustedCertificateAction":"none","UploadedFileNames":[],"UserAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/14{{random.Next(10)}}.0.0.0 Safari/537.36","UserID":"{{Id()}}"}

            """;
    }
}
