using ActorRelay.Syslog;

namespace ActorRelay.Benchmarks;

/// <summary>What formatting costs beside what cannot be avoided.</summary>
internal static class MicroBenchmark
{
    private const int BatchBytes = 5_000_000;

    public static void Run()
    {
        var batch = MicroBatch.Create(BatchBytes);
        var pipeline = new MicroPipeline(batch);
        var alog = Formatter(OutputProfiles.Alog);
        var rsyslog = Formatter(OutputProfiles.Rsyslog);
        var syslogNg = Formatter(OutputProfiles.SyslogNg);
        (string Name, Func<long> Run)[] cases =
        [
            ("gunzip", pipeline.Gunzip),
            ("frame (copy)", pipeline.Copy),
            ("frame + Utf8JsonReader walk", pipeline.ReadJson),
            ("frame + format alog", () => pipeline.CopyAndFormat(alog)),
            ("frame + format rsyslog", () => pipeline.CopyAndFormat(rsyslog)),
            ("frame + format syslog-ng", () => pipeline.CopyAndFormat(syslogNg)),
            ("gunzip + frame + format alog", () => pipeline.GunzipAndFormat(alog)),
            ("hash of the body (sha-256)", pipeline.Hash),
            .. MicroOptions.All.Select(option =>
            {
                var formatter = Formatter(option.Format);
                return (option.Name, (Func<long>)(() => pipeline.CopyAndFormat(formatter)));
            }),
        ];

        var rounds = MicroRounds.Run([.. cases.Select(each => each.Run)]);
        Console.WriteLine($"{batch.Lines} records, {batch.Plain.Length / 1e6:f2} MB, {batch.Gzip.Length / 1e6:f2} MB gzip; {MicroRounds.Count} rounds; check {rounds.Check}");
        Console.WriteLine($"{"case",-32}{"cpu ms/MB",10}{"x gunzip",10}");
        var options = cases.Length - MicroOptions.All.Length;
        for (var i = 0; i < options; i++)
        {
            Console.WriteLine($"{cases[i].Name,-32}{rounds.Milliseconds(i) / (batch.Plain.Length / 1e6),10:f3}{rounds.Ratio(i, 0),10:f2}");
        }

        Console.WriteLine();
        Console.WriteLine($"format alog / gunzip            {rounds.RatioOfRest(3, 1, 0):f2}   (target: at most 0.50)");
        Console.WriteLine($"Utf8JsonReader walk / format    {rounds.Ratio(2, 3, without: 1):f2}   (the walk writes nothing)");
        Console.WriteLine($"gunzip+frame+format / gunzip    {rounds.Ratio(6, 0):f2}");
        Console.WriteLine();
        Console.WriteLine($"{"option",-32}{"x plain key-value, formatting alone",10}");
        for (var i = options; i < cases.Length; i++)
        {
            Console.WriteLine($"{cases[i].Name,-32}{rounds.Ratio(i, 3, without: 1),10:f2}");
        }
    }

    private static LineFormatter Formatter(OutputFormat format) => new(format, new LineContext(
        "gateway_http", "zone1", "relay1", InputStyle.Json, new DateTimeOffset(2026, 11, 3, 12, 0, 0, TimeSpan.Zero)));
}
