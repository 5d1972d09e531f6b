namespace CoprJobGrab.Tests.Cancels;

/// <summary>Waits for what comes about beside the test.</summary>
internal static class Until
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <param name="holds">What is waited for.</param>
    /// <param name="meanwhile">Is done before each look.</param>
    public static async Task TrueAsync(Func<bool> holds, Action? meanwhile = null)
    {
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        while (!holds())
        {
            meanwhile?.Invoke();
            // What is waited for runs on other threads and tells nobody; the machine is theirs meanwhile.
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, deadline.Token);
        }
    }
}
