using System.Text;
using ActorRelay.Configuration;
using ActorRelay.Records.Shaping;
using ActorRelay.Syslog;

namespace ActorRelay.Benchmarks;

/// <summary>What each thing that a route can ask of records costs, beside plain key-value lines of the same records.</summary>
internal static class ShapingBenchmark
{
    private const int BatchBytes = 5_000_000;

    /// <summary>Routes as settings write them. Of "none has it", the named field is in no record.</summary>
    private static readonly (string Name, string Route)[] Routes =
    [
        ("plain", ""),
        ("plain again (noise)", ""),
        ("where, all hold", "where = \"Action in [allow, block, isolate]\""),
        ("where of three fields, all hold", "where = \"HTTPStatusCode < 500 and Email contains example and not Action == x\""),
        ("where, none holds (filtered)", "where = \"Action == x\""),
        ("sample 1 of 2", "sample = 0.5"),
        ("mask text, none has it", "mask { Absent = \"***\" }"),
        ("rename, none has it", "rename { Absent = New }"),
        ("exclude, none has it", "exclude = [\"Absent*\", Other]"),
        ("mask text of 2", "mask { SourceIP = \"***\", Email = \"***\" }"),
        ("mask hash of 2", "mask { SourceIP { key = 0123456789abcdef }, Email { key = 0123456789abcdef } }"),
        ("rename 2", "rename { SourceIP = src, DestinationIP = dst }"),
        ("exclude 3", "exclude = [UserAgent, \"Uploaded*\", Referer]"),
        ("include 8", "include = [Datetime, Action, Email, SourceIP, \"Destination*\", URL]"),
        ("add 3", "add { env = prod, batch = \"{batch}\", line = \"{line}\" }"),
        ("drop-empty", "drop-empty = true"),
        ("flatten", "flatten = true"),
    ];

    public static void Run()
    {
        var batch = MicroBatch.Create(BatchBytes);
        var pipeline = new MicroPipeline(batch);
        var empty = new MicroPipeline(MicroBatch.OfPlain(WithoutEmpty(batch.Plain)));
        List<(string Name, Func<long> Run)> cases = [("frame (copy)", pipeline.Copy)];
        foreach (var (name, route) in Routes)
        {
            var formatter = Formatter(route);
            cases.Add((name, () => pipeline.CopyAndFormat(formatter)));
        }

        var (copyRest, plain, marked, flat) = (cases.Count, Formatter(""), Formatter("drop-empty = true"), Formatter("flatten = true"));
        cases.Add(("no empty, no nested: frame (copy)", empty.Copy));
        cases.Add(("no empty, no nested: plain", () => empty.CopyAndFormat(plain)));
        cases.Add(("no empty, no nested: drop-empty", () => empty.CopyAndFormat(marked)));
        cases.Add(("no empty, no nested: flatten", () => empty.CopyAndFormat(flat)));

        var rounds = MicroRounds.Run([.. cases.Select(each => each.Run)]);
        Console.WriteLine($"{batch.Lines} records, {batch.Plain.Length / 1e6:f2} MB; {MicroRounds.Count} rounds; check {rounds.Check}");
        Console.WriteLine($"{"case",-36}{"x plain",10}   (framing left out)");
        for (var i = 1; i < cases.Count; i++)
        {
            if (i != copyRest)
            {
                var (copy, beside) = i < copyRest ? (0, 1) : (copyRest, copyRest + 1);
                Console.WriteLine($"{cases[i].Name,-36}{rounds.Ratio(i, beside, copy),10:f3}");
            }
        }
    }

    private static LineFormatter Formatter(string route)
    {
        var settings = SettingsReader.Read($$"""
            relay { edge.secrets = [uAhX0dYxq4Nn8sT2bVwZ], receivers.siem.address = "tcp://a:1" }
            relay.routes = [{ receivers = siem, {{route}} }]
            """).Settings ?? throw new InvalidOperationException($"{route} is wrong");
        var context = new LineContext(
            "gateway_http", "zone1", "relay1", InputStyle.Json, new DateTimeOffset(2026, 11, 3, 12, 0, 0, TimeSpan.Zero));
        return new LineFormatter(OutputProfiles.Alog, context, [new RouteOfOutput(settings.Routes[0].Rules, true)]);
    }

    /// <summary>The same records with nothing in them that drop-empty or flatten does something to.</summary>
    private static byte[] WithoutEmpty(byte[] plain)
    {
        var text = Encoding.UTF8.GetString(plain).Replace("\"\"", "\"-\"", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(System.Text.RegularExpressions.Regex.Replace(
            text, ":(\\[[^\\]]*\\]|\\{[^\\n]*?\\})(?=,\"[A-Z])", ":0"));
    }
}
