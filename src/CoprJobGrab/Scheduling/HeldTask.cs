namespace CoprJobGrab.Scheduling;

/// <summary>A task that limits or room have held.</summary>
/// <param name="Build">The task.</param>
/// <param name="GroupId">The builder group that it is to go to.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="IsUrgent">True when it is to be popped next.</param>
/// <param name="Facts">The cached facts of it.</param>
internal readonly record struct HeldTask(BuildTask Build, string GroupId, long Priority, bool IsUrgent, CachedTask Facts);
