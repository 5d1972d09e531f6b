using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>Reads a group whole: claims, and which elements stand in the list. Both come in parts, so that no call holds Redis for long.</summary>
internal static class GroupReader
{
    private const int NamesAtOnce = 5_000;
    private const int ElementsAtOnce = 500;

    public static async Task<GroupSnapshot> ReadAsync(IDatabase database, string groupId, QueueKeys keys, CancellationToken cancellationToken)
    {
        // The list first: what is popped in between counts as waiting, and the next observation's right end shows that it is not.
        var names = await NamesAsync(database, keys, cancellationToken).ConfigureAwait(false);
        var (incarnation, version, claims) = await ClaimReader.ReadAsync(database, groupId, keys, cancellationToken).ConfigureAwait(false);

        var byName = new Dictionary<Guid, string>(claims.Count);
        foreach (var claim in claims.Values)
        {
            byName[claim.Urn] = claim.TaskId;
        }

        var seen = new HashSet<Guid>(names.Count);
        if (!names.TrueForAll(name => byName.ContainsKey(name) && seen.Add(name)))
        {
            return await SurveyAsync(database, groupId, keys, incarnation, version, claims, cancellationToken).ConfigureAwait(false);
        }

        var elements = names.ConvertAll(name => new ListedElement(name, byName[name]));
        elements.Reverse();
        foreach (var element in elements)
        {
            claims[element.TaskId!] = claims[element.TaskId!] with { State = ClaimState.Waiting };
        }

        return new GroupSnapshot(incarnation, version, [.. claims.Values], elements, null);
    }

    private static async Task<List<Guid>> NamesAsync(IDatabase database, QueueKeys keys, CancellationToken cancellationToken)
    {
        var names = new List<Guid>();
        RedisResult[] part;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            part = await PartAsync(database, keys, names.Count, NamesAtOnce, withElements: false).ConfigureAwait(false);
            names.AddRange(part.Select(name => Guid.Parse((string)name!)));
        }
        while (part.Length == NamesAtOnce);
        return names;
    }

    private static async Task<GroupSnapshot> SurveyAsync(
        IDatabase database, string groupId, QueueKeys keys, string? incarnation, long version, Dictionary<string, Claim> claims, CancellationToken cancellationToken)
    {
        var found = new List<(Guid Name, ReadOnlyMemory<byte> Element)>();
        RedisResult[] part;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            part = await PartAsync(database, keys, found.Count, ElementsAtOnce, withElements: true).ConfigureAwait(false);
            for (var position = 0; position < part.Length; position += 2)
            {
                found.Add((Guid.Parse((string)part[position]!), (ReadOnlyMemory<byte>)(RedisValue)part[position + 1]));
            }
        }
        while (part.Length == 2 * ElementsAtOnce);

        var survey = new OrphanScan(groupId, claims);
        var elements = new List<ListedElement>(found.Count);
        for (var position = found.Count - 1; position >= 0; position--)
        {
            elements.Add(survey.See(found[position].Name, found[position].Element));
        }

        foreach (var (taskId, claim) in survey.Listed)
        {
            claims[taskId] = claim;
        }

        return new GroupSnapshot(incarnation, version, [.. claims.Values], elements, survey.Result(incarnation, version));
    }

    private static async Task<RedisResult[]> PartAsync(IDatabase database, QueueKeys keys, int from, int count, bool withElements) =>
        (RedisResult[])(await database.ScriptEvaluateAsync(LuaScripts.Elements, [keys.List], [from, from + count - 1, withElements ? 1 : 0]).ConfigureAwait(false))!;
}
