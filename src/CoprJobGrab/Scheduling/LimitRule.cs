namespace CoprJobGrab;

/// <summary>One limit: how many claims with the same key there may be at once.</summary>
/// <param name="Name">As in <c>--limit</c> and in reasons, such as <c>owner</c> or <c>arch:x86_64</c>.</param>
/// <param name="Most">The number of places; 0 when none may run.</param>
/// <param name="KeyOf">By what it counts a task in a builder group; null when it does not.</param>
internal sealed record LimitRule(string Name, int Most, Func<LimitKeys, string, string?> KeyOf);
