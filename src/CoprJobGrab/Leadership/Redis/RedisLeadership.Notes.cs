using StackExchange.Redis;

namespace CoprJobGrab.Leadership.Redis;

/// <remarks>
/// The notes of what this grabber runs go along with each renewal, so that a store that was lost, or restored from an older picture, has them again.
/// Each change of them has the turn: a renewal that was under way would bring a note back that is removed.
/// </remarks>
internal sealed partial class RedisLeadership
{
    // Read and written by whoever has the turn.
    private readonly Dictionary<long, OwnNote> _own = [];

    public async ValueTask<bool> NoteAsync(long epoch, long actionId, IReadOnlyList<string> projects, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var turn = await TurnAsync(cancellationToken).ConfigureAwait(false);
        var note = new OwnNote(_time.GetTimestamp(), limit, NoteText.Rest(_holder, projects));
        if (!Lasts(epoch) || !await _key.NoteAsync(epoch, actionId, limit, note.Rest, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        _own[actionId] = note;
        return true;
    }

    public async ValueTask RemoveAsync(IReadOnlyCollection<long> actionIds, CancellationToken cancellationToken)
    {
        using var turn = await TurnAsync(cancellationToken).ConfigureAwait(false);
        foreach (var actionId in actionIds)
        {
            _own.Remove(actionId);
        }

        await _key.UnnoteAsync(epoch: 0, actionIds, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask RemoveOthersAsync(IReadOnlyCollection<long> actionIds, CancellationToken cancellationToken)
    {
        using var turn = await TurnAsync(cancellationToken).ConfigureAwait(false);
        if (_held is { } held)
        {
            await _key.UnnoteAsync(held.Epoch, actionIds, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask<(IReadOnlyList<NotedAction> Actions, DateTimeOffset StartsFrom)> BegunAsync(CancellationToken cancellationToken) =>
        _key.BegunAsync(cancellationToken);

    public async ValueTask<bool?> DisownAsync(long actionId, CancellationToken cancellationToken) =>
        await _key.DisownAsync(actionId, cancellationToken).ConfigureAwait(false) switch
    {
        < 0 => null,
        var removed => removed > 0,
    };

    private List<RedisValue> OwnNotes()
    {
        var notes = new List<RedisValue>();
        foreach (var (actionId, note) in _own)
        {
            var left = note.Limit - _time.GetElapsedTime(note.AskedAt);
            if (left > TimeSpan.Zero)
            {
                notes.AddRange([actionId, (long)Math.Ceiling(left.TotalMilliseconds), note.Rest]);
            }
        }

        return notes;
    }

    private sealed record OwnNote(long AskedAt, TimeSpan Limit, string Rest);
}
