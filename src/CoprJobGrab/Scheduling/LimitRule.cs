namespace CoprJobGrab.Scheduling;

/// <summary>One limit: how many claims with the same key there may be at once. Equal only to itself.</summary>
/// <param name="name">Its name in <c>--limit</c> and in reasons, such as <c>owner</c> or <c>arch:x86_64</c>.</param>
/// <param name="most">The number of places; 0 when none may run.</param>
/// <param name="option">The path of the option that sets it, such as <c>Scheduling:Limits:PerOwner</c>; null for a limit of the host's own.</param>
/// <param name="keyOf">Gives the key that it counts a task of a builder group by; null when it does not count it.</param>
internal sealed class LimitRule(string name, int most, string? option, Func<LimitKeys, string, string?> keyOf)
{
    public string Name => name;

    public int Most => most;

    public string? Option => option;

    public string? KeyOf(LimitKeys keys, string groupId) => keyOf(keys, groupId);
}
