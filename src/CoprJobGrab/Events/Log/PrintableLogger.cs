using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events.Log;

/// <summary>
/// Makes every message and exception <see cref="Printable"/>. The values that the message was made of stay as they are:
/// an id is looked up by what it really is.
/// </summary>
internal sealed class PrintableLogger(ILogger logger) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logger.IsEnabled(logLevel))
        {
            logger.Log(logLevel, eventId, state, PrintableException.Of(exception), (values, fault) => Printable.Of(formatter(values, fault)));
        }
    }
}
