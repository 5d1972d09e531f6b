using System.Globalization;
using StackExchange.Redis;

namespace CoprJobGrab;

/// <summary>Reads a group whole: claims, and which elements stand in the list. The list comes in parts, so that no call holds Redis for long.</summary>
internal static class GroupReader
{
    private const int NamesAtOnce = 5_000;
    private const int ElementsAtOnce = 500;

    public static async Task<GroupPicture> ReadAsync(IDatabase database, string groupId, QueueKeys keys, CancellationToken cancellationToken)
    {
        // The list first: what is popped in between counts as waiting, and the next observation's right end shows that it is not.
        var names = await NamesAsync(database, keys, cancellationToken).ConfigureAwait(false);
        var (incarnation, version, claims) = await ClaimsAsync(database, groupId, keys).ConfigureAwait(false);

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
            claims[element.TaskId!] = claims[element.TaskId!] with { Standing = ClaimStanding.Waiting };
        }

        return new GroupPicture(incarnation, version, [.. claims.Values], elements, null);
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

    private static async Task<(string? Incarnation, long Version, Dictionary<string, Claim> Claims)> ClaimsAsync(IDatabase database, string groupId, QueueKeys keys)
    {
        // The version first: a write in between makes it too old for the claims, and the next observation reads again. A transaction would be refused by a full Redis.
        var version = database.HashGetAsync(keys.Meta, "version");
        var entries = database.HashGetAllAsync(keys.Claims);
        await Task.WhenAll(version, entries).ConfigureAwait(false);

        string? incarnation = null;
        var claims = new Dictionary<string, Claim>(StringComparer.Ordinal);
        foreach (var entry in await entries.ConfigureAwait(false))
        {
            var field = (ReadOnlyMemory<byte>)entry.Name;
            if (field.IsEmpty)
            {
                incarnation = entry.Value;
            }
            else
            {
                var taskId = TaskIdText.Read(field.Span);
                claims[taskId] = ClaimText.Read(taskId, groupId, (ReadOnlyMemory<byte>)entry.Value);
            }
        }

        return (incarnation, Version(await version.ConfigureAwait(false)), claims);
    }

    /// <summary>As the scripts read it: what is no whole number of at most 15 digits counts as 0.</summary>
    private static long Version(RedisValue version) =>
        version.Length() <= 15 && long.TryParse((string?)version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static async Task<GroupPicture> SurveyAsync(
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

        var survey = new AdoptionSurvey(groupId, claims);
        var elements = new List<ListedElement>(found.Count);
        for (var position = found.Count - 1; position >= 0; position--)
        {
            elements.Add(survey.See(found[position].Name, found[position].Element));
        }

        foreach (var (taskId, claim) in survey.Listed)
        {
            claims[taskId] = claim;
        }

        return new GroupPicture(incarnation, version, [.. claims.Values], elements, survey.Result(incarnation, version));
    }

    private static async Task<RedisResult[]> PartAsync(IDatabase database, QueueKeys keys, int from, int count, bool withElements) =>
        (RedisResult[])(await database.ScriptEvaluateAsync(LuaScripts.Elements, [keys.List], [from, from + count - 1, withElements ? 1 : 0]).ConfigureAwait(false))!;
}
