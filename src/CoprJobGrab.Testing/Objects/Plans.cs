namespace CoprJobGrab.Testing;

/// <summary>Makes plans without a scheduler.</summary>
public static class Plans
{
    /// <summary>A plan of these group plans.</summary>
    public static GrabPlan Of(QueueState observed, params GroupPlan[] groups) => new(observed, []) { Groups = groups };

    /// <summary>Enqueues these tasks in one group; the first is to be popped first.</summary>
    public static GrabPlan Enqueue(QueueState observed, string groupId, params IEnumerable<string> taskIds) =>
        Of(observed, new GroupPlan(groupId, [.. taskIds.Select(id => Task(id))], []));

    /// <summary>Ends the observed claims of these tasks.</summary>
    public static GrabPlan Withdraw(QueueState observed, string groupId, params IEnumerable<string> taskIds) =>
        Of(observed, new GroupPlan(groupId, [], [.. taskIds.Select(id => new Decision.Withdraw(observed.Claims[id], "not listed any more"))]));

    /// <summary>A task with this id, whatever characters it has.</summary>
    public static BuildTask Task(string taskId) =>
        Some.Task($$"""{"task_id": "{{string.Concat(taskId.Select(unit => $"\\u{(int)unit:x4}"))}}", "chroot": "fedora-42-x86_64", "project_owner": "jdoe","""
            + """ "project_name": "hello"}""");
}
