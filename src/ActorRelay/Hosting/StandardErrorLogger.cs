using Akka.Event;

namespace ActorRelay.Hosting;

/// <summary>
/// What Akka falls back on before its logger has started and after that has stopped. Its own one writes to standard
/// output, which carries the line with the addresses and nothing else. What Akka says of itself at debug as it stops is left
/// out: nobody needs it, and it would be a line that is no JSON where the log is.
/// </summary>
internal sealed class StandardErrorLogger : MinimalLogger
{
    protected override void Log(object message)
    {
        if (message is not Debug)
        {
            Console.Error.WriteLine(message);
        }
    }
}
