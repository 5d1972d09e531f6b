using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events.Log;

/// <summary>Writes the events to the host's log, each in its own category.</summary>
/// <remarks>
/// Every message and exception is <see cref="Printable"/>. The values that a message was made of stay as they are: an id is looked up by what it really is.
/// </remarks>
internal sealed class LoggerEventSink(ILoggerFactory loggers) : IEventSink
{
    private const int IdsPerMessage = 500;

    // A factory may make a new logger each time. One thread at a time emits.
    private readonly Dictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);

    public void Emit(JobGrabEvent jobGrabEvent)
    {
        var sentence = jobGrabEvent.Sentence;
        if (!_loggers.TryGetValue(sentence.Category, out var logger))
        {
            _loggers[sentence.Category] = logger = loggers.CreateLogger(sentence.Category);
        }

        var id = jobGrabEvent.EventId;
        Write(logger, id, sentence, jobGrabEvent.Error);
        if (sentence.Ids.Count > 0 && logger.IsEnabled(LogLevel.Debug))
        {
            foreach (var ids in sentence.Ids.Chunk(IdsPerMessage))
            {
                Write(logger, id, sentence.Naming(ids), error: null);
            }
        }
    }

    private static void Write(ILogger logger, EventId id, EventSentence sentence, Exception? error)
    {
        if (logger.IsEnabled(sentence.Level))
        {
            logger.Log(sentence.Level, id, sentence, Trace(logger, error), static (said, _) => Printable.Of($"{said}"));
        }
    }

    /// <summary>An expected failure says all in its message, cycle after cycle; its trace is for those who look closer.</summary>
    private static Exception? Trace(ILogger logger, Exception? error) =>
        error is not null && Foreseen.Is(error) && !logger.IsEnabled(LogLevel.Debug) ? null : PrintableException.Of(error);
}
