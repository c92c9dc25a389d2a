using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Tests.Edge;

/// <summary>Keeps what was logged at Information and above.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<string> All => AtLeast(LogLevel.Information);

    public IReadOnlyList<string> Warnings => AtLeast(LogLevel.Warning);

    public IReadOnlyList<string> Errors => AtLeast(LogLevel.Error);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _lines.Enqueue((logLevel, $"{logLevel} {formatter(state, exception)} {exception}"));
        }
    }

    public void Dispose()
    {
    }

    private string[] AtLeast(LogLevel level) =>
        [.. _lines.Where(line => line.Level >= level).Select(line => line.Text)];
}
