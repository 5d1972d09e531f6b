using System.Collections.Frozen;

namespace CoprJobGrab.Queues.Claims;

/// <summary>
/// Elements that stand in a list without a claim, because the claims were lost or another writer pushed them: their tasks are claimed, not pushed again,
/// and doubled ones are removed but for the one that is popped first.
/// </summary>
/// <param name="Incarnation">The incarnation of the claims as read; null when there were none.</param>
/// <param name="Version">The version of the claims as read.</param>
/// <param name="Claims">The claims to write.</param>
/// <param name="Found">Those of the claims whose tasks have no stored claim in this group, with the element that was found, by its SHA-1.</param>
/// <param name="DuplicateElements">The elements to remove, the newest first, by their SHA-1, as two tasks can bear one name.</param>
internal sealed record OrphanRepair(
    string? Incarnation, long Version, IReadOnlyList<Claim> Claims, IReadOnlyDictionary<string, string> Found,
    IReadOnlyDictionary<string, DuplicateElements> DuplicateElements)
{
    /// <summary>The tasks whose claims replace stored ones: somebody has pushed a second element of a task that a worker has.</summary>
    public IReadOnlySet<string> Replaced { get; init; } = FrozenSet<string>.Empty;

    /// <summary>
    /// Elements, by their tasks, that leave the list although their claims are written: workers have the tasks, and an older picture brought the elements back.
    /// </summary>
    public IReadOnlyDictionary<string, Guid> Returned { get; init; } = FrozenDictionary<string, Guid>.Empty;

    /// <summary>
    /// Without what is claimed in another group: its element is surplus here, as a second one in the same list would be, and what is remembered of it is older.
    /// Null when nothing is left to be done.
    /// </summary>
    /// <param name="isElsewhere">Whether the task of a claim that is to be written is claimed in another group.</param>
    public OrphanRepair? Without(Func<Claim, bool> isElsewhere)
    {
        var elsewhere = Claims.Where(isElsewhere).ToHashSet();
        if (elsewhere.Count == 0)
        {
            return this;
        }

        var surplus = new Dictionary<string, DuplicateElements>(DuplicateElements);
        foreach (var digest in elsewhere.Where(claim => Found.ContainsKey(claim.TaskId)).Select(claim => Found[claim.TaskId]))
        {
            surplus[digest] = new DuplicateElements(surplus.GetValueOrDefault(digest).Count + 1, AreCopies: false);
        }

        List<Claim> left = [.. Claims.Where(claim => !elsewhere.Contains(claim))];
        return left.Count == 0 && surplus.Count == 0 ? null : this with { Claims = left, DuplicateElements = surplus };
    }
}
