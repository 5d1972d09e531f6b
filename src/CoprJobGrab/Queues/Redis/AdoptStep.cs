using StackExchange.Redis;

namespace CoprJobGrab;

/// <summary>Writes the claims of elements that were found without one, and removes doubled elements. One call, all or nothing.</summary>
internal static class AdoptStep
{
    public static async Task RunAsync(IDatabase database, QueueKeys keys, GroupMirror mirror, LeaderTerms terms, GroupOutcome outcome)
    {
        if (mirror.Adoption is not { } adoption)
        {
            return;
        }

        var reply = (RedisResult[])(await database.ScriptEvaluateAsync(LuaScripts.Adopt, keys.All, Arguments(adoption, terms)).ConfigureAwait(false))!;
        if (LeaderTerms.Refuse(reply, outcome))
        {
            mirror.Doubt();
            return;
        }

        mirror.Adopted(terms.Current, (long)reply[1]);
    }

    private static RedisValue[] Arguments(Adoption adoption, LeaderTerms terms)
    {
        var arguments = (terms with { Observed = adoption.Incarnation, Version = adoption.Version }).List();
        arguments.Add(adoption.Claims.Count);
        using var text = new ClaimText();
        foreach (var claim in adoption.Claims)
        {
            arguments.Add(TaskIdText.Bytes(claim.TaskId));
            arguments.Add(text.Bytes(claim));
        }

        foreach (var (digest, count) in adoption.Surplus)
        {
            arguments.Add(digest);
            arguments.Add(count);
        }

        return [.. arguments];
    }
}
