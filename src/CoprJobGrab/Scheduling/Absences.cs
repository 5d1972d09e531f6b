namespace CoprJobGrab;

/// <summary>
/// Claims whose tasks were not in the last complete list, and since when. A task is believed gone when two successive lists miss it, and lists that come faster
/// than the poll interval count as one. Immutable.
/// </summary>
internal sealed class Absences
{
    private readonly IReadOnlyDictionary<string, DateTimeOffset> _since;

    private Absences(IReadOnlyDictionary<string, DateTimeOffset> since) => _since = since;

    public static Absences None { get; } = new(new Dictionary<string, DateTimeOffset>());

    /// <summary>Takes in one complete list: which of the missing claims were missing before, and what to remember for the next list.</summary>
    public (Absences Next, IReadOnlyList<Claim> Gone) After(IEnumerable<Claim> missing, DateTimeOffset now, TimeSpan interval)
    {
        Dictionary<string, DateTimeOffset>? next = null;
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
