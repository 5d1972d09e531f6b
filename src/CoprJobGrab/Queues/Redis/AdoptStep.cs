using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>
/// Writes the claims of elements that were found without one, and removes doubled elements. One call, all or nothing; but of very many a part at a time, because Redis
/// takes about a million arguments and no more.
/// </summary>
internal static class AdoptStep
{
    private const int AtOnce = 100_000;

    public static async Task RunAsync(IDatabase database, QueueKeys keys, GroupCache mirror, LeaderTerms terms, GroupResultBuilder outcome, int atOnce = AtOnce)
    {
        if (mirror.OrphanRepair is not { } adoption)
        {
            return;
        }

        var next = terms with { Observed = adoption.Incarnation, Version = adoption.Version };
        var parts = Parts(adoption, atOnce);
        var kept = 0;
        foreach (var part in parts)
        {
            var reply = (RedisResult[])(await database.ScriptEvaluateAsync(LuaScripts.Adopt, keys.All, Arguments(part, next)).ConfigureAwait(false))!;
            if (LeaderTerms.Refuse(reply, outcome))
            {
                mirror.Doubt();
                return;
            }

            next = next with { Observed = terms.Current, Version = (long)reply[1] };
            kept += (int)reply[2];
        }

        mirror.Adopted(terms.Current, next.Version, parts.Count);
        if (kept > 0)
        {
            mirror.Doubt();
        }
    }

    /// <summary>The claims first: what is removed is doubled only beside one that is claimed.</summary>
    private static List<OrphanRepair> Parts(OrphanRepair adoption, int atOnce) => adoption.Claims.Count <= atOnce && adoption.DuplicateElements.Count <= atOnce
        ? [adoption]
        :
        [
            .. adoption.Claims.Chunk(atOnce).Select(part => adoption with { Claims = part, DuplicateElements = new Dictionary<string, DuplicateElements>() }),
            .. adoption.DuplicateElements.Chunk(atOnce).Select(part => adoption with { Claims = [], DuplicateElements = new Dictionary<string, DuplicateElements>(part) }),
        ];

    private static RedisValue[] Arguments(OrphanRepair adoption, LeaderTerms terms)
    {
        var arguments = terms.List();
        arguments.Add(adoption.Claims.Count);
        using var text = new ClaimText();
        foreach (var claim in adoption.Claims)
        {
            arguments.Add(TaskIdText.Bytes(claim.TaskId));
            arguments.Add(text.Bytes(claim));
            arguments.Add(
                adoption.Replaced.Contains(claim.TaskId) ? claim.Urn.ToString("D")
                : adoption.Returned.TryGetValue(claim.TaskId, out var returned) ? $"-{returned:D}"
                : "");
        }

        foreach (var (digest, surplus) in adoption.DuplicateElements)
        {
            arguments.Add(digest);
            arguments.Add(surplus.Count);
            arguments.Add(surplus.AreCopies ? 1 : 0);
        }

        return [.. arguments];
    }
}
