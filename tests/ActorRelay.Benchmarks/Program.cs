using ActorRelay.Benchmarks;

switch (args)
{
    case ["micro", ..]:
        MicroBenchmark.Run();
        return 0;
    default:
        Console.Error.WriteLine("usage: micro");
        return 2;
}
