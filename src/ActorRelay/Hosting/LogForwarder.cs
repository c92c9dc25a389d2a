using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using AkkaLevel = Akka.Event.LogLevel;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace ActorRelay.Hosting;

/// <summary>
/// The actor system's logger: hands what actors log to the program's own logging, under the class that logged it. Time
/// and level are added there, once. A message whose arguments do not fit its format is logged as the bare format.
/// </summary>
internal sealed partial class LogForwarder : UntypedActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private readonly Dictionary<Type, ILogger> _loggers = [];
    private readonly ILoggerFactory _factory;

    public LogForwarder()
    {
        var setup = Context.System.Settings.Setup.Get<LogForwarderSetup>();
        _factory = setup.HasValue
            ? setup.Value.Loggers
            : throw new InvalidOperationException($"The actor system was made without a {nameof(LogForwarderSetup)}.");
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                break;
            case LogEvent entry:
                Write(LoggerOf(entry.LogClass), Level(entry.LogLevel()), Text(entry.Message), entry.Cause);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private ILogger LoggerOf(Type source)
    {
        if (!_loggers.TryGetValue(source, out var logger))
        {
            logger = _factory.CreateLogger(source);
            _loggers.Add(source, logger);
        }

        return logger;
    }

    private static string Text(object message)
    {
        try
        {
            return message.ToString() ?? "";
        }
        catch (FormatException) when (message is LogMessage broken)
        {
            return broken.Format;
        }
    }

    private static LogLevel Level(AkkaLevel level) => level switch
    {
        AkkaLevel.DebugLevel => LogLevel.Debug,
        AkkaLevel.InfoLevel => LogLevel.Information,
        AkkaLevel.WarningLevel => LogLevel.Warning,
        _ => LogLevel.Error,
    };

    [LoggerMessage(EventId = 0, Message = "{Text}")]
    private static partial void Write(ILogger logger, LogLevel level, string text, Exception? cause);
}
