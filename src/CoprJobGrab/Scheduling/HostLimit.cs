namespace CoprJobGrab.Scheduling;

/// <summary>A limit of the host's own.</summary>
/// <param name="Name">Its name.</param>
/// <param name="KeyOf">Gives the key that it counts a task by; null when it does not count it.</param>
/// <param name="Most">The number of places per key.</param>
internal sealed record HostLimit(string Name, Func<BuildTask, string?> KeyOf, int Most);
