using CoprJobGrab.Events;

namespace CoprJobGrab.Cancels;

/// <summary>Tells of cancel requests that stay undecided from one step to the next: once, until they are decided.</summary>
internal sealed class PostponedCancels(EventHub events)
{
    private IReadOnlySet<string> _before = new HashSet<string>();
    private bool _isTold;

    /// <param name="left">The requests that a step could not decide.</param>
    /// <param name="observed">What it saw; null when it did not look.</param>
    public void Follow(IReadOnlySet<string> left, QueueState? observed)
    {
        var staying = left.Count(_before.Contains);
        if (staying > 0 && !_isTold)
        {
            events.Emit(new CancelsFailed(staying, Reason(observed)));
        }

        (_before, _isTold) = (left, staying > 0);
    }

    private static BuildQueueException Reason(QueueState? observed) =>
        observed?.Faults.Values.FirstOrDefault()
        ?? new BuildQueueException("An element that nobody has claimed came into a list again and again, or their tasks change all the time. Look who else pushes into the lists.");
}
