using CoprJobGrab.Calls;

namespace CoprJobGrab.Actions;

/// <summary>
/// The actions of which a store keeps something. What is to be kept no more is removed, and once more with the next list where that failed.
/// Owned by the loop, but for <see cref="TryAsync"/>.
/// </summary>
internal sealed class KeptIds(Func<long, CancellationToken, ValueTask> remove, Action<Exception> failed, TimedCall call, Action<Action> post)
{
    // A store has its own, shorter deadlines. A report or an action waits for it, and must not wait long for one that hangs.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly HashSet<long> _kept = [];
    private readonly HashSet<long> _unremoved = [];
    private int _goingOn;

    public bool IsIdle => _goingOn == 0;

    public bool Has(long actionId) => _kept.Contains(actionId);

    /// <summary>Something may be kept of the action from now on. It overwrites what was still to be removed.</summary>
    public void Add(long actionId)
    {
        _kept.Add(actionId);
        _unremoved.Remove(actionId);
    }

    public void Remove(long actionId)
    {
        _kept.Remove(actionId);
        Call(token => remove(actionId, token), error =>
        {
            // Something newer may be kept of the action by now, and that counts.
            if (error is not null && !Has(actionId))
            {
                _unremoved.Add(actionId);
            }
        });
    }

    /// <summary>Removes what could not be removed before.</summary>
    public void RemoveTheRest()
    {
        long[] rest = [.. _unremoved];
        _unremoved.Clear();
        Array.ForEach(rest, Remove);
    }

    public void Call(Func<CancellationToken, ValueTask> write, Action<Exception?> ended)
    {
        _goingOn++;
        _ = Task.Run(async () =>
        {
            var error = await call.TryAsync(token => write(token).AsTask(), Longest).ConfigureAwait(false);
            post(() =>
            {
                _goingOn--;
                ended(error);
                Tell(error);
            });
        });
    }

    /// <summary>Makes a call for somebody who waits for it outside of the loop.</summary>
    public async Task<(T? Value, Exception? Error)> TryAsync<T>(Func<CancellationToken, Task<T>> write)
    {
        var (value, error) = await call.TryAsync(write, Longest).ConfigureAwait(false);
        Tell(error);
        return (value, error);
    }

    private void Tell(Exception? error)
    {
        if (error is not null)
        {
            failed(error);
        }
    }
}
