using Microsoft.Extensions.Logging;

namespace CoprJobGrab;

/// <summary>How events go to Copr's Redis log (wire 5.2).</summary>
public sealed class RedisLogOptions
{
    /// <summary>Which of the two ways.</summary>
    /// <value>The default is <see cref="RedisLogForm.Fifo"/>, which today's consumer reads.</value>
    public RedisLogForm Form { get; set; } = RedisLogForm.Fifo;

    /// <summary>The component in whose name all events are sent. The consumer writes one file per component and refuses unknown names (wire 5.2).</summary>
    /// <value>
    /// The default is null: <c>job_grab</c> for <see cref="RedisLogForm.Publish"/>; for <see cref="RedisLogForm.Fifo"/> <c>action_dispatcher</c> for the events
    /// about actions and <c>build_dispatcher</c> for the rest.
    /// </value>
    public string? Who { get; set; }

    /// <summary>How long the list of <see cref="RedisLogForm.Fifo"/> may get; beyond it the oldest are dropped, so that Redis is never filled.</summary>
    /// <value>The default is 100,000; at least 1.</value>
    public int Cap { get; set; } = 100_000;

    /// <summary>Events below this level are not sent.</summary>
    /// <value>The default is <see cref="LogLevel.Information"/>.</value>
    public LogLevel MinimumLevel { get; set; } = LogLevel.Information;

    /// <summary>How many events wait while Redis is slow or away. When there are more, the oldest are dropped.</summary>
    /// <value>The default is 10,000; at least 1.</value>
    public int BufferSize { get; set; } = 10_000;

    /// <summary>The options that are wrong, each with its value and what it must be.</summary>
    internal IEnumerable<string> Problems()
    {
        IEnumerable<string?> problems =
        [
            Enum.IsDefined(Form) ? null : $"RedisLog: Form is {(int)Form}; it must be Publish or Fifo.",
            Who is null || !string.IsNullOrWhiteSpace(Who) ? null : "RedisLog: Who is empty; it must name a component of the log's consumer, or be left out.",
            Cap < 1 ? $"RedisLog: Cap is {Cap}; it must be at least 1." : null,
            Enum.IsDefined(MinimumLevel) ? null : $"RedisLog: MinimumLevel is {(int)MinimumLevel}; it must be the name of a log level.",
            BufferSize < 1 ? $"RedisLog: BufferSize is {BufferSize}; it must be at least 1." : null,
        ];
        return problems.OfType<string>();
    }
}
