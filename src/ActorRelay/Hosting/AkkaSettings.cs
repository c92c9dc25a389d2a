using System.Globalization;
using ActorRelay.Configuration;

namespace ActorRelay.Hosting;

/// <summary>
/// The HOCON the actor system starts with: the relay's own keys, and the operator's <c>akka { }</c> over them. Two keys
/// are behind both, for who ends the process is not a matter of taste: the host stops the actor system, after the drain.
/// </summary>
internal static class AkkaSettings
{
    public static string Hocon(RelaySettings settings) => string.Create(CultureInfo.InvariantCulture, $$"""
        akka {
          loggers = ["{{typeof(LogForwarder).AssemblyQualifiedName}}"]
          loglevel = {{Level(settings.Log.Level)}}
          stdout-logger-class = "{{typeof(StandardErrorLogger).AssemblyQualifiedName}}"
          stdout-loglevel = OFF
          # Akka writes their content into the log: records, and settings with their passwords. Who must know of one hears of it.
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          # No timer of the relay's actors is finer, and a tick wakes three threads: at Akka's 10 ms that made up most of
          # what an idle relay takes of a processor.
          scheduler.tick-duration = 50ms
          # An element that is on its way inside a graph that is being cancelled is dropped, and a block must not be. So a
          # graph runs until it has nothing to do before it looks at what was sent to it. No stage here buffers anything.
          stream.materializer {
            max-input-buffer-size = 65536
            sync-processing-limit = 1000000
          }
          coordinated-shutdown.default-phase-timeout = {{(int)settings.StopTimeout.TotalSeconds + 5}}s
        }
        {{settings.AkkaHocon}}
        akka.coordinated-shutdown {
          run-by-clr-shutdown-hook = off
          exit-clr = off
        }
        """);

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARNING",
        LogLevel.None => "OFF",
        _ => "ERROR",
    };
}
