using Akka.Event;

namespace ActorRelay.Hosting;

/// <summary>
/// What Akka falls back on before its logger has started and after that has stopped. Its own one writes to standard
/// output, which carries the line with the addresses and nothing else.
/// </summary>
internal sealed class StandardErrorLogger : MinimalLogger
{
    protected override void Log(object message) => Console.Error.WriteLine(message);
}
