namespace CoprJobGrab;

/// <summary>One chroot of one build, as the frontend names it when it is asked to list it again (wire 1.2.4, 1.5.6).</summary>
/// <param name="BuildId">The build.</param>
/// <param name="TaskId">The task: the build's id with the chroot, or the build's id alone for a source task.</param>
/// <param name="Chroot">The chroot.</param>
public sealed record BuildChroot(long BuildId, string TaskId, string Chroot);
