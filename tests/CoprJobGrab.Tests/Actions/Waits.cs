
namespace CoprJobGrab.Tests.Actions;

internal static class Waits
{
    /// <summary>The task, or a failure when it takes too long.</summary>
    public static Task InTimeAsync(this Task task) => task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System);

    /// <summary>Completes when the token is cancelled.</summary>
    public static async Task WhenCancelledAsync(this CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(cancelled.SetResult);
        await cancelled.Task.InTimeAsync();
    }
}
