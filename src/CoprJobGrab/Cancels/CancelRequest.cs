namespace CoprJobGrab.Cancels;

/// <summary>
/// A user's request to cancel one task, and when a list first had it, by a stopwatch. <see cref="CancelStates"/> alone reads and writes it.
/// </summary>
internal sealed class CancelRequest(string taskId, long listedAt)
{
    public string TaskId => taskId;

    public long ListedAt => listedAt;

    public CancelState State { get; set; }

    /// <summary>The answer that was decided last; null before the first.</summary>
    public bool? WasRunning { get; set; }

    /// <summary>When the frontend took the answer, by a stopwatch.</summary>
    public long AnsweredAt { get; set; }

    /// <summary>How many steps in a row could not decide it.</summary>
    public int StepsOpen { get; set; }
}
