using StackExchange.Redis;

namespace CoprJobGrab.Leadership.Redis;

/// <summary>
/// The notes of what this grabber runs. They go along with each renewal, so that a store that was lost, or restored from an older picture, has them again.
/// Whoever changes them has the turn of the leadership: a renewal that was under way would bring a note back that is removed.
/// </summary>
internal sealed class OwnNotes(string holder, TimeProvider time)
{
    private readonly Dictionary<long, Note> _notes = [];

    public bool AreNone => _notes.Count == 0;

    /// <summary>A note of an action that may run for so long from now.</summary>
    public Note New(IReadOnlyList<string> projects, TimeSpan limit) => new(time.GetTimestamp(), limit, NoteText.Rest(holder, projects));

    public void Add(long actionId, Note note) => _notes[actionId] = note;

    public void Remove(IEnumerable<long> actionIds)
    {
        foreach (var actionId in actionIds)
        {
            _notes.Remove(actionId);
        }
    }

    public void Clear() => _notes.Clear();

    public List<RedisValue> ForRenewal()
    {
        var values = new List<RedisValue>();
        foreach (var (actionId, note) in _notes)
        {
            var left = note.Limit - time.GetElapsedTime(note.AskedAt);
            if (left > TimeSpan.Zero)
            {
                values.AddRange([actionId, (long)Math.Ceiling(left.TotalMilliseconds), note.Rest]);
            }
        }

        return values;
    }

    internal sealed record Note(long AskedAt, TimeSpan Limit, string Rest);
}
