using ActorRelay.Commands;

return await RelayCommandLine.RunAsync(args, Console.Out, Console.Error);
