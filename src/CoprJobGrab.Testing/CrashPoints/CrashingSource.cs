namespace CoprJobGrab.Testing;

/// <summary>The steps around a source.</summary>
internal sealed class CrashingSource(ITaskSource inner, CrashPoints points) : ITaskSource
{
    public ValueTask<TaskSnapshot> FetchAsync(CancellationToken cancellationToken) => points.CallAsync("FetchAsync", () => inner.FetchAsync(cancellationToken));

    public ValueTask<ActionTask> FetchActionAsync(ActionListing action, CancellationToken cancellationToken) =>
        points.CallAsync($"FetchActionAsync of action {action.Id}", () => inner.FetchActionAsync(action, cancellationToken));
}
