namespace CoprJobGrab;

/// <summary>Whether a build may start: <see cref="Go"/>, <see cref="Refused"/> or <see cref="Unfit"/>.</summary>
public abstract record BuildStart
{
    private BuildStart() { }

    /// <summary>It may start.</summary>
    /// <param name="Task">The whole task, a JSON object in UTF-8; null when the record from the list is all that there is.</param>
    public sealed record Go(ReadOnlyMemory<byte>? Task = null) : BuildStart;

    /// <summary>Nobody is to build the task any more: its claim ends, and nothing runs.</summary>
    /// <param name="Reason">Why, for the operator.</param>
    public sealed record Refused(string Reason) : BuildStart;

    /// <summary>No worker can build the task as it is: it is parked, and nothing runs.</summary>
    /// <param name="Reason">Why, for the operator.</param>
    public sealed record Unfit(string Reason) : BuildStart;
}
