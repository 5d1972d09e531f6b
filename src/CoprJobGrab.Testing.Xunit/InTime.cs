using System.Runtime.CompilerServices;

namespace CoprJobGrab.Testing.Xunit;

/// <summary>Bounds every wait of a suite, so that an implementation or a rig that hangs fails its test and does not hang the run.</summary>
internal static class InTime
{
    /// <summary>How long anything may take that is asked of an implementation or its rig, in real time.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    extension(Task task)
    {
        /// <summary>Waits for the task, but no longer than the deadline.</summary>
        /// <exception cref="TimeoutException">It did not end.</exception>
        public async Task InTimeAsync(TimeSpan? deadline = null, [CallerArgumentExpression(nameof(task))] string what = "")
        {
            try
            {
                await task.WaitAsync(deadline ?? Deadline, TimeProvider.System);
            }
            catch (TimeoutException) when (!task.IsCompleted)
            {
                throw new TimeoutException($"{what} has not ended after {deadline ?? Deadline}.");
            }
        }
    }

    extension<T>(Task<T> task)
    {
        /// <summary>Waits for the task's result, but no longer than the deadline.</summary>
        /// <exception cref="TimeoutException">It did not end.</exception>
        public async Task<T> InTimeAsync(TimeSpan? deadline = null, [CallerArgumentExpression(nameof(task))] string what = "")
        {
            await ((Task)task).InTimeAsync(deadline, what);
            return await task;
        }
    }
}
