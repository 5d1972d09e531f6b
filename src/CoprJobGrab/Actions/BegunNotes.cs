using CoprJobGrab.Calls;
using CoprJobGrab.Events;
using CoprJobGrab.Leadership;

namespace CoprJobGrab.Actions;

/// <summary>Keeps the notes of begun actions true to what runs, where others read them. Owned by the loop, but for <see cref="NoteAsync"/>.</summary>
internal sealed class BegunNotes(IActionNotes? notes, EventHub events, TimedCall call, Action<Action> post)
{
    private readonly KeptIds _noted = new(
        (actionId, token) => notes!.RemoveAsync([actionId], token), error => events.Failed(GrabberStep.ActionNotes, error), call, post);

    public bool IsIdle => _noted.IsIdle;

    /// <summary>False when an action may begin without a note.</summary>
    public bool AreKept => notes is not null;

    /// <summary>Notes an action that is about to begin; false when it must not. Called outside of the loop.</summary>
    /// <returns>Null when it must not because it is unknown whether the note is there.</returns>
    public async Task<bool?> NoteAsync(long actionId, IReadOnlyList<string> projects, long epoch, TimeSpan limit)
    {
        var (isNoted, error) = await _noted.TryAsync(token => notes!.NoteAsync(epoch, actionId, projects, limit, token).AsTask()).ConfigureAwait(false);
        return error is null ? isNoted : null;
    }

    /// <inheritdoc cref="KeptIds.Add"/>
    public void Begin(long actionId) => _noted.Add(actionId);

    /// <summary>The action runs no more.</summary>
    public void Remove(long actionId)
    {
        if (_noted.Has(actionId))
        {
            _noted.Remove(actionId);
        }
    }

    /// <inheritdoc cref="KeptIds.RemoveTheRest"/>
    public void RemoveTheRest() => _noted.RemoveTheRest();
}
