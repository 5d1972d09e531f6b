using CoprJobGrab.Configuration;
using CoprJobGrab.Scheduling;

namespace CoprJobGrab;

/// <summary>What this grabber remembers from one turn to the next. Replaced whole when a lead begins or ends.</summary>
/// <param name="Settings">The settings of the last cycle.</param>
internal sealed record LeadMemory(Settings Settings)
{
    /// <summary>The epoch of the lead; 0 until every group has it.</summary>
    public long Epoch { get; init; }

    /// <summary>The settings whose groups have the epoch; null until they have it.</summary>
    public Settings? InGroups { get; init; }

    /// <summary>The settings whose rules other grabbers can read; null for none.</summary>
    public Settings? Told { get; init; }

    /// <summary>True when no result or action of another grabber is to be taken over or waited for any more.</summary>
    public bool HasResumedActions { get; init; }

    public ListMemory Lists { get; init; } = ListMemory.None;

    /// <summary>The tasks that the last plan held.</summary>
    public HeldTasks Held { get; init; } = HeldTasks.None;
}
