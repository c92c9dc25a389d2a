using System.Globalization;
using System.Text;
using ActorRelay.Configuration;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ActorRelay.Hosting;

/// <summary>
/// A log entry as one line of text. What senders and operators chose (a dataset, a path, a file's name) may be part of
/// it, so nothing in it can begin another line or steer a terminal.
/// </summary>
internal sealed class LogText() : ConsoleFormatter(FormatterName)
{
    private const string FormatterName = "actorrelay";

    private static readonly bool UnderSystemd = SystemdHelpers.IsSystemdService();

    /// <summary>Sends the log to standard error. Standard output carries the line with the addresses, and nothing else.</summary>
    public static void AddTo(ILoggingBuilder logging, LogSettings settings)
    {
        if (settings.Json)
        {
            logging.AddJsonConsole(json =>
            {
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            logging.AddConsole().AddConsoleFormatter<LogText, ConsoleFormatterOptions>();
        }

        logging.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.FormatterName = settings.Json ? ConsoleFormatterNames.Json : FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
    }

    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new StringBuilder();
        if (UnderSystemd)
        {
            line.Append('<').Append(Priority(logEntry.LogLevel)).Append('>');
        }

        line.Append(DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ ", CultureInfo.InvariantCulture))
            .Append(Short(logEntry.LogLevel)).Append(": ").Append(logEntry.Category).Append('[').Append(logEntry.EventId.Id).Append("] ");
        Escape(logEntry.Formatter(logEntry.State, logEntry.Exception), line);
        if (logEntry.Exception is { } exception)
        {
            Escape($" {exception}", line);
        }

        textWriter.WriteLine(line);
    }

    /// <summary>
    /// A line break, as stacks have them, becomes a space; every other control character is shown as <c>\u001b</c>.
    /// </summary>
    internal static void Escape(string text, StringBuilder line)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '\n' or '\r':
                    line.Append(' ');
                    break;
                case var _ when char.IsControl(c) || c is '\u2028' or '\u2029':
                    line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default:
                    line.Append(c);
                    break;
            }
        }
    }

    private static string Short(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };

    /// <summary>As syslog counts, which is how journald reads the start of a line.</summary>
    private static int Priority(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => 7,
        LogLevel.Information => 6,
        LogLevel.Warning => 4,
        LogLevel.Error => 3,
        _ => 2,
    };
}
