namespace CoprJobGrab.Testing;

/// <summary>Lets actions begin when the cycle that listed them has ended, so that a scenario's steps come in the same order each time.</summary>
internal sealed class ActionsAfterCycle(ITaskSource inner) : ITaskSource
{
    private volatile TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void CycleBegins() => _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void CycleEnds() => _ended.SetResult();

    public ValueTask<TaskSnapshot> FetchAsync(CancellationToken cancellationToken) => inner.FetchAsync(cancellationToken);

    public async ValueTask<ActionTask> FetchActionAsync(ActionListing action, CancellationToken cancellationToken)
    {
        await _ended.Task.WaitAsync(cancellationToken);
        return await inner.FetchActionAsync(action, cancellationToken);
    }
}
