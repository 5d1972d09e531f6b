namespace CoprJobGrab.Calls;

/// <summary>One call of a source or reporter: it ends within a deadline of its own, whatever the implementation does, and never throws.</summary>
internal sealed class TimedCall(TimeProvider time, CancellationToken stop)
{
    // The implementations have their own, shorter deadlines. This one is for one that has none.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <inheritdoc cref="TryAsync{T}"/>
    /// <returns>Why it failed; null when it did not.</returns>
    public async Task<Exception?> TryAsync(Func<CancellationToken, Task> call, TimeSpan? span = null)
    {
        async Task<bool> EndAsync(CancellationToken token)
        {
            await call(token).ConfigureAwait(false);
            return true;
        }

        return (await TryAsync(EndAsync, span).ConfigureAwait(false)).Error;
    }

    /// <param name="call">The call.</param>
    /// <param name="span">Its deadline; ten minutes by default.</param>
    public async Task<(T? Value, Exception? Error)> TryAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan? span = null)
    {
        var longest = span ?? Longest;
        using var deadline = new Deadline(longest, time, stop);
        try
        {
            return (await call(deadline.Token).WaitAsync(deadline.Token).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException) when (deadline.Passed)
        {
            return (default, new TaskSourceException(
                TaskSourceFault.TimedOut, $"The call did not end within {longest}; look at why the frontend does not answer."));
        }
#pragma warning disable CA1031 // A source or a reporter is the host's code; whatever it throws must not reach the loop.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return (default, fault);
        }
    }
}
