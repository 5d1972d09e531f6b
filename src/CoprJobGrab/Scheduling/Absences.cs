namespace CoprJobGrab.Scheduling;

/// <summary>
/// Claims whose tasks were not in the last complete list, and since when. An absence is believed when two successive lists have it, and it is long when
/// <see cref="Lists"/> have; lists that come faster than the poll interval count as one.
/// Times are those since some fixed moment, which a change of the clock does not move. Immutable.
/// </summary>
internal sealed class Absences
{
    /// <summary>How many lists make an absence long.</summary>
    public const int Lists = 10;

    private readonly IReadOnlyDictionary<string, Absence> _known;
    private readonly TimeSpan _now;

    private Absences(IReadOnlyDictionary<string, Absence> known, TimeSpan now) => (_known, _now) = (known, now);

    /// <summary>The tasks that were missed.</summary>
    public IEnumerable<string> TaskIds => _known.Keys;

    public static Absences None { get; } = new(new Dictionary<string, Absence>(), default);

    /// <summary>Takes in one complete list, which does not have the tasks of these claims.</summary>
    public Absences After(IReadOnlyList<Claim> missing, TimeSpan now, TimeSpan interval)
    {
        if (missing.Count == 0)
        {
            return None;
        }

        var next = new Dictionary<string, Absence>(missing.Count, StringComparer.Ordinal);
        foreach (var claim in missing)
        {
            next[claim.TaskId] = !_known.TryGetValue(claim.TaskId, out var before) ? new Absence(now, now, 1)
                : IsLater(before.CountedAt, now, interval) ? before with { CountedAt = now, Lists = before.Lists + 1 }
                : before;
        }

        return new Absences(next, now);
    }

    /// <summary>Whether a list is late enough after an earlier one to count beside it.</summary>
    public static bool IsLater(TimeSpan earlier, TimeSpan now, TimeSpan interval) => earlier < now && now - earlier >= interval;

    /// <summary>Whether two successive lists do not have the task.</summary>
    public bool IsBelieved(string taskId) => _known.TryGetValue(taskId, out var absence) && absence.Lists > 1;

    /// <summary>Whether so many lists in a row, and for so long, do not have the task.</summary>
    public bool IsLong(string taskId, TimeSpan memory) =>
        _known.TryGetValue(taskId, out var absence) && absence.Lists >= Lists && _now - absence.Since >= memory;

    private readonly record struct Absence(TimeSpan Since, TimeSpan CountedAt, int Lists);
}
