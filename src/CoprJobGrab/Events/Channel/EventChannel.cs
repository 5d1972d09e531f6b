using System.Threading.Channels;
using CoprJobGrab.Events;
using CoprJobGrab.Events.Redis;

namespace CoprJobGrab;

/// <summary>A sink that a program reads: the original's event queue in the process (wire 5.1), with a bound.</summary>
/// <remarks>When nobody reads, the oldest elements are dropped and counted, and the other sinks hear how many.</remarks>
public sealed class EventChannel : IInlineSink
{
    private readonly Channel<EventRecord> _channel;
    private long _dropped;

    /// <summary>Makes the channel.</summary>
    /// <param name="capacity">How many elements wait at most. The default is 10,000; at least 1.</param>
    public EventChannel(int capacity = 10_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        var options = new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest };
        _channel = System.Threading.Channels.Channel.CreateBounded<EventRecord>(options, _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Gives the elements, oldest first, each to one reader. It does not end by itself.</summary>
    public ChannelReader<EventRecord> Reader => _channel.Reader;

    /// <summary>How many elements were dropped because nobody took them in time.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public void Emit(JobGrabEvent jobGrabEvent)
    {
        ArgumentNullException.ThrowIfNull(jobGrabEvent);
        var when = (jobGrabEvent.When - DateTimeOffset.UnixEpoch).TotalSeconds;
        _channel.Writer.TryWrite(new EventRecord(when, Who(jobGrabEvent), OriginalEventText.Of(jobGrabEvent), jobGrabEvent));
    }

    // The original spoke as `action` only from within an action; that the list had actions was said by the grabber.
    private static string Who(JobGrabEvent jobGrabEvent) => jobGrabEvent.Sentence.Names("ActionId") ? "action" : "jobgrab";
}
