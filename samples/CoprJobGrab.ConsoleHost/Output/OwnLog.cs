using Microsoft.Extensions.Logging;

namespace CoprJobGrab.ConsoleHost.Output;

/// <summary>A log whose messages have this program's names for what the library advises.</summary>
internal sealed class OwnLog(LoggerFactory loggers) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new Logger(loggers.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    /// <summary>The container, which made the loggers, disposes of them.</summary>
    public void Dispose()
    {
    }

    private sealed class Logger(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logger.Log(logLevel, eventId, state, exception, (values, fault) => OwnNames.In(formatter(values, fault)));
    }
}
