namespace ActorRelay.Tests.EndToEnd;

/// <summary>Two relays would each deliver what the other has in the same spool.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class StateDirSpecs
{
    [Fact]
    public async Task Should_refuse_a_second_relay_on_a_state_dir_until_the_first_is_gone_however_that_went()
    {
        using var home = new TestFolder();
        await using var sink = new TcpSink();
        var config = RelayConfig.To(sink.Address);
        await using (var first = await RelayProcess.StartAsync(config, home))
        {
            await using var second = ChildProcess.Start(
                home.Path, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                Repository.Program, "run", "--config", home.File("relay.hocon"));
            Assert.Equal(2, await second.ExitedAsync());
            Assert.Equal(
                $"relay.state-dir = \"{home.File("state")}\": another relay runs on it: stop that one, or give this one a state-dir of its own",
                second.Said.Trim());

            await first.ReadyAsync(System.Net.HttpStatusCode.OK);
            first.Process.Send(Signal.Kill);
            await first.Process.ExitedAsync();
        }

        await using var third = await RelayProcess.StartReadyAsync(config, home);
        await third.StopAsync();
    }
}
