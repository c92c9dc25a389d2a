using ActorRelay.Benchmarks;
using ActorRelay.Benchmarks.EndToEnd;

switch (args)
{
    case ["micro"]:
        MicroBenchmark.Run();
        return 0;
    case ["shaping"]:
        ShapingBenchmark.Run();
        return 0;
    case ["spool", .. var where] when where.Length < 2:
        await SpoolBenchmark.RunAsync(where.FirstOrDefault());
        return 0;
    case ["end-to-end", .. var rest]:
        return await EndToEndCommand.RunAsync(rest);
    default:
        Console.Error.WriteLine("usage: ActorRelay.Benchmarks micro | shaping | spool [POSTGRES] | end-to-end [--quick] [--rounds N] [--seconds S] [--only WORKLOAD] [--spool] [--relay PATH] [--beside PATH...]");
        return 2;
}
