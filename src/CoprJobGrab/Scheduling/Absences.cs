namespace CoprJobGrab;

/// <summary>
/// Claims whose tasks were not in the last complete list, and since when. A task is believed gone when two successive lists miss it, and lists that come faster
/// than the poll interval count as one. Times are those since some fixed moment, which a change of the clock does not move. Immutable.
/// </summary>
internal sealed class Absences
{
    private readonly IReadOnlyDictionary<string, TimeSpan> _since;

    private Absences(IReadOnlyDictionary<string, TimeSpan> since) => _since = since;

    public static Absences None { get; } = new(new Dictionary<string, TimeSpan>());

    /// <summary>Takes in one complete list: which of the missing claims were missing before, and what to remember for the next list.</summary>
    public (Absences Next, IReadOnlyList<Claim> Gone) After(IEnumerable<Claim> missing, TimeSpan now, TimeSpan interval)
    {
        Dictionary<string, TimeSpan>? next = null;
        List<Claim>? gone = null;
        foreach (var claim in missing)
        {
            var since = _since.GetValueOrDefault(claim.TaskId, now);
            if (since < now && now - since >= interval)
            {
                (gone ??= []).Add(claim);
            }

            (next ??= new(StringComparer.Ordinal))[claim.TaskId] = since;
        }

        return (next is null ? None : new Absences(next), gone ?? (IReadOnlyList<Claim>)[]);
    }
}
