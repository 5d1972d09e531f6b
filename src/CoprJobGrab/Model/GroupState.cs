using CoprJobGrab.Model;

namespace CoprJobGrab;

/// <summary>One builder group's queue, as observed.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Waiting">Elements in the list; of an earlier observation when the group could not be observed.</param>
/// <param name="Incarnation">The random value inside the claims themselves, by which a lost store is noticed; null when there are none yet.</param>
/// <param name="Version">Advances with every write to the claims.</param>
public sealed record GroupState(string GroupId, long Waiting, string? Incarnation, long Version)
{
    /// <summary>False for a group that is not configured any more and still has claims.</summary>
    /// <value>The default is true.</value>
    public bool IsConfigured { get; init; } = true;

    /// <summary>The time of the observation, by the store's clock. Leases and timeouts are judged by it.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The last jump of that clock that this grabber has noticed; null for none.</summary>
    internal ClockJump? Jump { get; init; }

    /// <summary>False for a group that no grabber has ever led: it is known from the configuration of this process alone.</summary>
    internal bool IsLed { get; init; } = true;

    /// <summary>
    /// True when the claims do not tell all: the list has elements that nobody has claimed yet, or the group could not be observed this time. A task without a
    /// claim may be claimed then.
    /// </summary>
    internal bool IsUnsettled { get; init; }

    /// <summary>A mark that a later version has written and this one does not know, as <c>task: text</c>; null for none.</summary>
    internal string? LaterMark { get; init; }

    /// <summary>True when its claims are not known, because it could not be read since this grabber leads.</summary>
    internal bool IsUnread { get; init; }

    /// <summary>True when the store showed an older picture than was known, from which taken tasks were missing; the next write claims them again.</summary>
    internal bool IsOlder { get; init; }

    /// <summary>Why the group could not be observed this time, so that what is said of it is old; null when it could.</summary>
    internal string? Fault { get; init; }
}
