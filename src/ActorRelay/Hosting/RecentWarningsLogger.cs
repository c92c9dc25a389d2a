using System.Text;
using ActorRelay.Inspection;

namespace ActorRelay.Hosting;

/// <summary>Lets <see cref="RecentWarnings"/> have what goes to the log as a warning or worse, as one line without stacks.</summary>
internal sealed class RecentWarningsLogger(RecentWarnings warnings, TimeProvider time) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and not LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var line = new StringBuilder();
        LogText.Escape(formatter(state, exception), line);
        if (exception is not null)
        {
            LogText.Escape($": {exception.Message}", line);
        }

        warnings.Add(time.GetUtcNow(), logLevel is LogLevel.Warning ? "warning" : "error", line.ToString());
    }

    public void Dispose()
    {
    }
}
