using System.Text;
using CoprJobGrab.Events;

namespace CoprJobGrab.Testing;

/// <summary>Makes whatever a test needs some of, without caring which.</summary>
public static class Some
{
    /// <summary>A build task in the 2014 shape.</summary>
    public static BuildTask Build(string taskId = "40127-fedora-20-x86_64", string? chroot = "fedora-20-x86_64", string owner = "jdoe", int index = 0)
    {
        var chrootJson = chroot is null ? "null" : $"\"{chroot}\"";
        return Task(
            $$"""{"task_id": "{{taskId}}", "build_id": 40127, "project_owner": "{{owner}}", "project_name": "hello", "chroot": {{chrootJson}}}""", index);
    }

    /// <summary>A cycle that failed.</summary>
    public static CycleEnded FailedCycle(long cycle, Exception error) => new(new CycleReport { Cycle = cycle, Error = error });

    /// <summary>A build task from its JSON.</summary>
    public static BuildTask Task(string json, int index = 0) => BuildTask.Parse(Encoding.UTF8.GetBytes(json), index);
}
