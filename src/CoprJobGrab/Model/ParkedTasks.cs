namespace CoprJobGrab;

/// <summary>The tasks that are set aside after too many attempts, as far as they can be seen.</summary>
/// <param name="claims">The claims of the parked tasks.</param>
/// <param name="unseen">Why builder groups could not be observed, by group id.</param>
public sealed class ParkedTasks(IReadOnlyList<Claim> claims, IReadOnlyDictionary<string, BuildQueueException> unseen)
{
    /// <summary>Their claims, in the order of their ids; <see cref="Claim.ParkedBecause"/> says why.</summary>
    public IReadOnlyList<Claim> Claims => claims;

    /// <summary>Why builder groups could not be observed, by group id; what is parked in those groups is missing. Empty when all could be.</summary>
    public IReadOnlyDictionary<string, BuildQueueException> Unseen => unseen;
}
