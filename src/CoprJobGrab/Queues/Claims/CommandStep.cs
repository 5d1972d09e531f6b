namespace CoprJobGrab.Queues.Claims;

/// <summary>Carries commands about a group's claims out, so many at a time that no call holds the store for long.</summary>
internal static class CommandStep
{
    // Taking out an element costs a store more than a mark alone, because it compares the elements up to it.
    private const int ElementsAtOnce = 100;
    private const int ClaimsAtOnce = 250;

    /// <summary>Answers how many were carried out.</summary>
    public static async Task<int> RunAsync(IGroupStore store, GroupCache cache, IReadOnlyList<ClaimCommand> commands, CancellationToken cancellationToken)
    {
        var (placed, seen) = Placed(commands, cache);
        var (done, removed) = (0, new List<Claim>());
        try
        {
            foreach (var part in placed.Where(command => command.Place > 0).Chunk(ElementsAtOnce)
                .Concat(placed.Where(command => command.Place <= 0).Chunk(ClaimsAtOnce)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var doneNow = await store.CommandAsync(part, seen).ConfigureAwait(false);
                done += doneNow;
                // The store answers a number, so that only when all were carried out it is known which elements have left.
                removed.AddRange(doneNow == part.Length && part.All(command => command is ClaimCommand.CancelIfWaiting)
                    ? part.Select(command => command.Claim!)
                    : []);
                // The elements that this call took out behind the named one were not popped.
                var before = seen.Length;
                seen = seen with { Length = before - part.Count(command => command.Place > 0 && command.Place < before) };
            }
        }
        finally
        {
            cache.Removed(removed);
        }

        return done;
    }

    /// <summary>
    /// The commands with the places of the elements that they may take out, the last to be popped first, so that the places of the others stay as they are.
    /// No places when the list is not known as it was with these claims.
    /// </summary>
    private static (IReadOnlyList<ClaimCommand> Commands, SeenList Seen) Placed(IReadOnlyList<ClaimCommand> commands, GroupCache cache)
    {
        if (!cache.IsCertain)
        {
            return (commands, default);
        }

        var places = commands.Where(command => command.Claim is { IsStored: true }).Select(command => command.Claim!.Urn).Distinct()
            .ToDictionary(urn => urn, _ => SeenList.Absent);
        var seen = SeenList.Of(cache.Waiting, places);
        var placed = commands.Select(command => command with { Place = command.Claim is { } claim ? places.GetValueOrDefault(claim.Urn) : 0 });
        return ([.. placed.OrderByDescending(command => command.Place)], seen with { Version = cache.Version });
    }
}
