using Akka.Actor.Setup;

namespace ActorRelay.Hosting;

/// <summary>What <see cref="LogForwarder"/>, which the actor system makes by its type alone, needs to begin.</summary>
internal sealed class LogForwarderSetup(ILoggerFactory loggers) : Setup
{
    public ILoggerFactory Loggers => loggers;
}
