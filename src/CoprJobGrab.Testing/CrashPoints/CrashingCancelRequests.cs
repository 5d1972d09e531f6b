namespace CoprJobGrab.Testing;

/// <summary>The steps around cancel requests.</summary>
internal sealed class CrashingCancelRequests(ICancelRequests inner, CrashPoints points) : ICancelRequests
{
    public ValueTask<Listing<string>> FetchAsync(CancellationToken cancellationToken) =>
        points.CallAsync("FetchAsync of cancel requests", () => inner.FetchAsync(cancellationToken));

    public ValueTask AnswerAsync(string taskId, bool wasRunning, CancellationToken cancellationToken) =>
        points.CallAsync($"AnswerAsync of task {taskId}", () => inner.AnswerAsync(taskId, wasRunning, cancellationToken));
}
