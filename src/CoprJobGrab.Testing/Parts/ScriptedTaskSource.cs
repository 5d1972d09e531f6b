namespace CoprJobGrab.Testing;

/// <summary>Answers as the test says, and keeps what it was asked.</summary>
public sealed class ScriptedTaskSource : ITaskSource
{
    /// <summary>Answers a fetch; by default nothing is listed.</summary>
    public Func<CancellationToken, ValueTask<TaskSnapshot>> OnFetch { get; set; } = _ =>
        ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([])));

    /// <summary>Answers for a record; by default an action of a project of its own.</summary>
    public Func<ActionListing, CancellationToken, ValueTask<ActionTask>> OnFetchAction { get; set; } =
        (listing, _) => ValueTask.FromResult(SomeAction.Task(listing.Id, project: $"owner/project-{listing.Id}"));

    /// <summary>The ids whose records were asked for, in order.</summary>
    public Recording<long> AskedRecords { get; } = new();

    /// <inheritdoc/>
    public ValueTask<TaskSnapshot> FetchAsync(CancellationToken cancellationToken) => OnFetch(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ActionTask> FetchActionAsync(ActionListing action, CancellationToken cancellationToken)
    {
        AskedRecords.Add(action.Id);
        return OnFetchAction(action, cancellationToken);
    }
}
