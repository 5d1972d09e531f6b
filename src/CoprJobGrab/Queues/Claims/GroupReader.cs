namespace CoprJobGrab.Queues.Claims;

/// <summary>Reads a group whole: claims, and which elements stand in the list.</summary>
internal static class GroupReader
{
    public static async Task<GroupSnapshot> ReadAsync(IGroupStore store, string groupId, CancellationToken cancellationToken)
    {
        // The list first: what is popped in between counts as waiting, and the next observation's right end shows that it is not.
        var names = await store.NamesAsync(cancellationToken).ConfigureAwait(false);
        var stored = await store.ClaimsAsync(cancellationToken).ConfigureAwait(false);
        var claims = stored.ByTask;

        var byName = new Dictionary<Guid, string>(claims.Count);
        foreach (var claim in claims.Values)
        {
            byName[claim.Urn] = claim.TaskId;
        }

        var seen = new HashSet<Guid>(names.Count);
        if (!names.TrueForAll(name => byName.ContainsKey(name) && seen.Add(name)))
        {
            return Scan(await store.ElementsAsync(cancellationToken).ConfigureAwait(false), groupId, stored);
        }

        var elements = names.ConvertAll(name => new ListedElement(name, byName[name]));
        elements.Reverse();
        foreach (var element in elements)
        {
            claims[element.TaskId!] = claims[element.TaskId!] with { State = ClaimState.Waiting };
        }

        return new GroupSnapshot(stored.Incarnation, stored.Version, [.. claims.Values], elements, null);
    }

    private static GroupSnapshot Scan(List<(Guid Name, ReadOnlyMemory<byte> Element)> found, string groupId, StoredClaims stored)
    {
        var scan = new OrphanScan(groupId, stored.ByTask);
        var elements = new List<ListedElement>(found.Count);
        for (var position = found.Count - 1; position >= 0; position--)
        {
            elements.Add(scan.See(found[position].Name, found[position].Element));
        }

        foreach (var (taskId, claim) in scan.Listed)
        {
            stored.ByTask[taskId] = claim;
        }

        return new GroupSnapshot(stored.Incarnation, stored.Version, [.. stored.ByTask.Values], elements, scan.Result(stored.Incarnation, stored.Version));
    }
}
