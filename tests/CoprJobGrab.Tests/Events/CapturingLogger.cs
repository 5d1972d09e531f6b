using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Tests.Events;

/// <summary>Keeps what is logged; can be made to block, as a slow console does.</summary>
internal sealed class CapturingLogger(LogLevel minimum = LogLevel.Trace) : ILoggerFactory, ILogger
{
    private readonly ManualResetEventSlim _open = new(initialState: true);

    public ConcurrentQueue<(LogLevel Level, EventId Id, string Text, Exception? Error)> Entries { get; } = new();

    /// <summary>The named values of each entry.</summary>
    public List<IReadOnlyDictionary<string, object?>> States { get; } = [];

    public List<string> Categories { get; } = [];

    public void Block() => _open.Reset();

    public void Unblock() => _open.Set();

    public ILogger CreateLogger(string categoryName)
    {
        Categories.Add(categoryName);
        return this;
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _open.Wait();
        States.Add(((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary());
        Entries.Enqueue((logLevel, eventId, formatter(state, exception), exception));
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
