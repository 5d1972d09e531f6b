namespace CoprJobGrab.Testing;

/// <summary>Bounds what a scenario waits for, in real time.</summary>
internal static class TimeLimit
{
    /// <exception cref="TimeoutException">The task did not end.</exception>
    public static async Task HoldAsync(Task task, string what, TimeSpan longest)
    {
        try
        {
            await task.WaitAsync(longest, TimeProvider.System);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"{what} did not end within {longest}");
        }
    }
}
