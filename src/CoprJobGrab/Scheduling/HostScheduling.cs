namespace CoprJobGrab.Scheduling;

/// <summary>The rules that a host has put in place of, or beside, the library's own.</summary>
/// <param name="Priority">Gives priorities instead of the library's; null for the library's.</param>
/// <param name="IsUrgent">Tells which tasks are to be popped next; null for none.</param>
/// <param name="Limits">Limits beside the library's.</param>
internal sealed record HostScheduling(BuildPriority? Priority, Func<BuildTask, bool>? IsUrgent, IReadOnlyList<HostLimit> Limits)
{
    public static HostScheduling None { get; } = new(null, null, []);
}
