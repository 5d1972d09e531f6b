namespace CoprJobGrab.Testing;

/// <summary>
/// Lets actions begin, and results be reported, when the cycle that they came up in has ended, so that a scenario's steps come in the same order each time.
/// </summary>
internal sealed class ActionsAfterCycle(ITaskSource inner, IFrontendReporter reporter) : ITaskSource, IFrontendReporter
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

    public async ValueTask ReportActionAsync(ActionReport report, CancellationToken cancellationToken)
    {
        await _ended.Task.WaitAsync(cancellationToken);
        await reporter.ReportActionAsync(report, cancellationToken);
    }

    public ValueTask RescheduleAsync(BuildChroot build, CancellationToken cancellationToken) => reporter.RescheduleAsync(build, cancellationToken);
}
