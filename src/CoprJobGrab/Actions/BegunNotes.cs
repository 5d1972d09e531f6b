using CoprJobGrab.Calls;
using CoprJobGrab.Events;
using CoprJobGrab.Leadership;

namespace CoprJobGrab.Actions;

/// <summary>Keeps the notes of begun actions true to what runs. Owned by the loop, but for <see cref="NoteAsync"/>.</summary>
/// <param name="notes">The notes; null when nobody else would read them.</param>
/// <param name="events">Hears of failures.</param>
/// <param name="call">Makes the calls.</param>
/// <param name="post">Hands something to the loop.</param>
internal sealed class BegunNotes(IActionNotes? notes, EventHub events, TimedCall call, Action<Action> post)
{
    // A store has its own, shorter deadlines. An action waits for its note, and a hanging store must not keep its place for long.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly HashSet<long> _noted = [];
    private readonly HashSet<long> _unremoved = [];
    private int _goingOn;

    public bool IsIdle => _goingOn == 0;

    /// <summary>False when an action may begin without a note.</summary>
    public bool AreKept => notes is not null;

    /// <summary>Notes an action that is about to begin; false when it must not. Called outside of the loop.</summary>
    /// <returns>Null when it must not because it is unknown whether the note is there.</returns>
    public async Task<bool?> NoteAsync(long actionId, IReadOnlyList<string> projects, long epoch, TimeSpan limit)
    {
        var (isNoted, error) = await call.TryAsync(token => notes!.NoteAsync(epoch, actionId, projects, limit, token).AsTask(), Longest).ConfigureAwait(false);
        Tell(error);
        return error is null ? isNoted : null;
    }

    /// <summary>A note may be there from now on. It overwrites an older note of the same action that was still to be removed.</summary>
    public void Begin(long actionId)
    {
        _noted.Add(actionId);
        _unremoved.Remove(actionId);
    }

    /// <summary>The action runs no more.</summary>
    public void Remove(long actionId)
    {
        if (_noted.Remove(actionId))
        {
            Remove([actionId]);
        }
    }

    /// <summary>Removes what could not be removed before.</summary>
    public void RemoveTheRest()
    {
        if (_unremoved.Count > 0)
        {
            long[] rest = [.. _unremoved];
            _unremoved.Clear();
            Remove(rest);
        }
    }

    private void Remove(IReadOnlyCollection<long> actionIds)
    {
        _goingOn++;
        _ = Task.Run(async () =>
        {
            var error = await call.TryAsync(token => notes!.RemoveAsync(actionIds, token).AsTask(), Longest).ConfigureAwait(false);
            post(() => Removed(actionIds, error));
        });
    }

    private void Removed(IReadOnlyCollection<long> actionIds, Exception? error)
    {
        _goingOn--;
        if (error is not null)
        {
            // Another run of the same action may have been noted meanwhile, and that note counts.
            _unremoved.UnionWith(actionIds.Where(actionId => !_noted.Contains(actionId)));
        }

        Tell(error);
    }

    private void Tell(Exception? error)
    {
        if (error is not null)
        {
            events.Failed(GrabberStep.ActionNotes, error);
        }
    }
}
