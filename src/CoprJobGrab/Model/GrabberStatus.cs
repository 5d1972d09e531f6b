namespace CoprJobGrab;

/// <summary>Who leads, and what the queues have. It comes from the queue store alone, so that any process at the store can tell, without the frontend.</summary>
/// <param name="At">The moment of the answer. This and every other time here is by the store's clock.</param>
/// <param name="Leader">The grabber that leads, or that led last; null when none has ever led.</param>
/// <param name="LastPoll">When the last successful poll of the frontend ended, by whichever grabber; null when none is known.</param>
/// <param name="Groups">Each builder group that is configured here or that a grabber has led, in the order of their ids.</param>
public sealed record GrabberStatus(DateTimeOffset At, LeaderStatus? Leader, DateTimeOffset? LastPoll, IReadOnlyList<GroupStatus> Groups)
{
    /// <summary>The rules by which that grabber decides about tasks, by name; empty when they are not known.</summary>
    public IReadOnlyDictionary<string, string> Rules { get; init; } = new Dictionary<string, string>();

    /// <summary>The names of the rules that are code of its host, in place of the library's or beside them.</summary>
    public IReadOnlyList<string> RulesInCode { get; init; } = [];

    /// <summary>
    /// Why what that grabber should have written last could not be read, so that <see cref="LastPoll"/>, and what is held and parked, are missing or old;
    /// null when it could.
    /// </summary>
    public string? Unknown { get; init; }
}
