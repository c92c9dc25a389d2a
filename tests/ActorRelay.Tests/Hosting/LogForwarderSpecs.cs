using ActorRelay.Hosting;
using ActorRelay.Tests.Edge;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Event;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Tests.Hosting;

public sealed class LogForwarderSpecs : TestKit
{
    private static readonly LogLines Lines = new();

    public LogForwarderSpecs()
        : base(Setup())
    {
    }

    [Fact]
    public async Task Should_pass_on_the_message_alone()
    {
        Sys.Log.Warning("Not connected to {0}", "tcp://siem");
        Sys.Log.Error(new IOException("disk"), "Batch {0} failed", 7);

        await AwaitAssertAsync(() =>
        {
            Assert.Contains("Warning Not connected to tcp://siem ", Lines.All);
            Assert.Contains("Error Batch 7 failed System.IO.IOException: disk", Lines.All);
        });
    }

    private static ActorSystemSetup Setup() => ActorSystemSetup.Empty
        .And(new LogForwarderSetup(LoggerFactory.Create(logging => logging.AddProvider(Lines))))
        .And(BootstrapSetup.Create().WithConfig($"akka.loggers = [\"{typeof(LogForwarder).AssemblyQualifiedName}\"]"));
}
