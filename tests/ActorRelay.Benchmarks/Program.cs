using ActorRelay.Benchmarks.EndToEnd;

switch (args)
{
    case ["end-to-end", .. var rest]:
        return await EndToEndCommand.RunAsync(rest);
    default:
        Console.Error.WriteLine("usage: ActorRelay.Benchmarks end-to-end [--quick] [--rounds N] [--seconds S]");
        return 2;
}
