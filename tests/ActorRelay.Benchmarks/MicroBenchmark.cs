using ActorRelay.Syslog;

namespace ActorRelay.Benchmarks;

/// <summary>
/// What formatting costs beside what cannot be avoided. All cases run in turn, round by round, so that whatever slows
/// the machine slows them all; a ratio is the median of the rounds' ratios.
/// </summary>
internal static class MicroBenchmark
{
    private const int BatchBytes = 5_000_000;
    private const int WarmUpRounds = 60;
    private const int Rounds = 41;

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
            .. MicroOptions.All.Select(option =>
            {
                var formatter = Formatter(option.Format);
                return (option.Name, (Func<long>)(() => pipeline.CopyAndFormat(formatter)));
            }),
        ];

        var times = new double[cases.Length][];
        for (var i = 0; i < cases.Length; i++)
        {
            times[i] = new double[Rounds];
        }

        var check = 0L;
        for (var round = -WarmUpRounds; round < Rounds; round++)
        {
            for (var i = 0; i < cases.Length; i++)
            {
                var start = MicroClock.Milliseconds();
                check += cases[i].Run();
                if (round >= 0)
                {
                    times[i][round] = MicroClock.Milliseconds() - start;
                }
            }
        }

        Console.WriteLine($"{batch.Lines} records, {batch.Plain.Length / 1e6:f2} MB, {batch.Gzip.Length / 1e6:f2} MB gzip; {Rounds} rounds; check {check}");
        Console.WriteLine($"{"case",-32}{"cpu ms/MB",10}{"x gunzip",10}");
        var options = cases.Length - MicroOptions.All.Length;
        for (var i = 0; i < options; i++)
        {
            Console.WriteLine($"{cases[i].Name,-32}{Median(times[i]) / (batch.Plain.Length / 1e6),10:f3}{MedianRatio(times[i], times[0]),10:f2}");
        }

        var walk = times[2].Zip(times[1], static (a, b) => a - b).ToArray();
        var format = times[3].Zip(times[1], static (a, b) => a - b).ToArray();
        Console.WriteLine();
        Console.WriteLine($"format alog / gunzip            {MedianRatio(format, times[0]):f2}   (target: at most 0.50)");
        Console.WriteLine($"Utf8JsonReader walk / format    {MedianRatio(walk, format):f2}   (the walk writes nothing)");
        Console.WriteLine($"gunzip+frame+format / gunzip    {MedianRatio(times[6], times[0]):f2}");
        Console.WriteLine();
        Console.WriteLine($"{"option",-32}{"x plain key-value, formatting alone",10}");
        for (var i = options; i < cases.Length; i++)
        {
            var option = times[i].Zip(times[1], static (a, b) => a - b).ToArray();
            Console.WriteLine($"{cases[i].Name,-32}{MedianRatio(option, format),10:f2}");
        }
    }

    private static LineFormatter Formatter(OutputFormat format) => new(format, new LineContext(
        "gateway_http", "zone1", "relay1", InputStyle.Json, new DateTimeOffset(2026, 11, 3, 12, 0, 0, TimeSpan.Zero)));

    private static double MedianRatio(double[] these, double[] those) =>
        Median([.. these.Zip(those, static (a, b) => a / b)]);

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
