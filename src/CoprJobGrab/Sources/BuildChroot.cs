using System.Globalization;

namespace CoprJobGrab;

/// <summary>One chroot of one build, as the frontend names it when it is asked to list it again (wire 1.2.4, 1.5.6).</summary>
/// <param name="BuildId">The build.</param>
/// <param name="TaskId">The task: the build's id with the chroot, or the build's id alone for a source task.</param>
/// <param name="Chroot">The chroot.</param>
public sealed record BuildChroot(long BuildId, string TaskId, string Chroot)
{
    /// <summary>The chroot of a source task, which has none of its own.</summary>
    internal const string Source = "srpm-builds";

    /// <summary>The build that the id of a task names (wire 2.0); null when it names none.</summary>
    internal static BuildChroot? Of(string taskId)
    {
        var parts = taskId.Split('-', 2);
        return long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var buildId) && parts is [_] or [_, { Length: > 0 }]
            ? new BuildChroot(buildId, taskId, parts.Length == 1 ? Source : parts[1])
            : null;
    }
}
