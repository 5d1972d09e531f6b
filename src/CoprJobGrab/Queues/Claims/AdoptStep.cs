namespace CoprJobGrab.Queues.Claims;

/// <summary>
/// Writes the claims of elements that were found without one, and removes doubled elements.
/// One write, all or nothing; but of very many a part at a time, because Redis takes about a million arguments and no more.
/// </summary>
internal static class AdoptStep
{
    private const int AtOnce = 100_000;

    public static async Task RunAsync(IGroupStore store, GroupCache cache, LeaderTerms terms, GroupResultBuilder outcome, int atOnce = AtOnce)
    {
        if (cache.OrphanRepair is not { } repair)
        {
            return;
        }

        var next = terms with { Observed = repair.Incarnation, Version = repair.Version };
        var parts = Parts(repair, atOnce);
        var kept = 0;
        foreach (var part in parts)
        {
            var answer = await store.AdoptAsync(part, next).ConfigureAwait(false);
            if (answer.RefusedIn(outcome))
            {
                cache.Doubt();
                return;
            }

            next = next with { Observed = terms.Current, Version = answer.Version };
            kept += answer.Details[0];
        }

        outcome.Repaired = (repair.Claims.Count - kept, repair.DuplicateElements.Values.Sum(surplus => surplus.Count) + repair.Returned.Count);
        cache.Adopted(terms.Current, next.Version, parts.Count);
        if (kept > 0)
        {
            cache.Doubt();
        }
    }

    /// <summary>The claims first: what is removed is doubled only beside one that is claimed.</summary>
    private static List<OrphanRepair> Parts(OrphanRepair repair, int atOnce) => repair.Claims.Count <= atOnce && repair.DuplicateElements.Count <= atOnce
        ? [repair]
        :
        [
            .. repair.Claims.Chunk(atOnce).Select(part => repair with { Claims = part, DuplicateElements = new Dictionary<string, DuplicateElements>() }),
            .. repair.DuplicateElements.Chunk(atOnce)
                .Select(part => repair with { Claims = [], DuplicateElements = new Dictionary<string, DuplicateElements>(part) }),
        ];
}
