namespace CoprJobGrab.Queues.Claims;

/// <summary>A batch of new tasks, as it was written.</summary>
/// <param name="Claims">The claims of its tasks, in the order in which they were pushed.</param>
/// <param name="IsUrgent">True when they went to the end that is popped next.</param>
/// <param name="Answer">
/// The details are the positions of the tasks for which nothing was done: from 0 for one that is claimed, from -1 downwards for one that was released after the
/// observation.
/// </param>
internal readonly record struct EnqueuedBatch(IReadOnlyList<Claim> Claims, bool IsUrgent, WriteAnswer Answer)
{
    /// <summary>Measured as the best size on Redis; far below the 8,000 values that Lua's <c>unpack</c> takes.</summary>
    public const int MaxTasks = 250;

    /// <summary>The most bytes of records; a larger record has a batch of its own.</summary>
    public const int MaxBytes = 4 << 20;
}
