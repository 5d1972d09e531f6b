namespace CoprJobGrab;

/// <summary>A task that is to be claimed and pushed.</summary>
/// <param name="Task">The task.</param>
/// <param name="Limits">The keys that limits count it by; kept in the claim.</param>
public readonly record struct EnqueuedTask(BuildTask Task, LimitKeys Limits)
{
    /// <summary>True when it goes to the end of the list that is popped next.</summary>
    public bool IsUrgent { get; init; }

    /// <summary>The time since the first list with it.</summary>
    internal TimeSpan ListedFor { get; init; }

    /// <summary>The task's id.</summary>
    public string TaskId => Task.TaskId;

    /// <summary>A task that nobody has looked at yet, counted by what its record says.</summary>
    /// <param name="task">The task.</param>
    public static EnqueuedTask Of(BuildTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new EnqueuedTask(task, task.Limits);
    }

    /// <inheritdoc cref="Of(BuildTask)"/>
    public static implicit operator EnqueuedTask(BuildTask task) => Of(task);

    /// <inheritdoc/>
    public override string ToString() => TaskId;
}
