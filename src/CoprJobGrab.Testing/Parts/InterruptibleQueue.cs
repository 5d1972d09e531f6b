using System.Collections.Concurrent;

namespace CoprJobGrab.Testing;

/// <summary>A queue that fails when a test tells it to, and else does what the queue inside does.</summary>
/// <param name="inner">The queue inside.</param>
public sealed class InterruptibleQueue(IBuildQueue inner) : DelegatingBuildQueue(inner)
{
    private readonly ConcurrentDictionary<QueueCall, ConcurrentQueue<QueueFault>> _faults = new();
    private volatile TaskCompletionSource _mended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The queue inside.</summary>
    public IBuildQueue Inner { get; } = inner;

    /// <summary>The calls that hang or have hung, in their order.</summary>
    public Recording<QueueCall> Hung { get; } = new();

    /// <summary>The next calls of this kind go wrong, each as one of these says; the calls after them do not.</summary>
    /// <param name="call">The kind of call.</param>
    /// <param name="faults">How, in their order. They stand behind those that were told before.</param>
    public void Interrupt(QueueCall call, params IEnumerable<QueueFault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        var queue = _faults.GetOrAdd(call, _ => new ConcurrentQueue<QueueFault>());
        foreach (var fault in faults)
        {
            queue.Enqueue(fault);
        }
    }

    /// <summary>Lets every call that hangs go on, and forgets the faults that have not come yet.</summary>
    public void Mend()
    {
        _faults.Clear();
        Interlocked.Exchange(ref _mended, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <inheritdoc/>
    public override ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) =>
        CallAsync(QueueCall.Observe, () => base.ObserveAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<QueueState> LookAsync(CancellationToken cancellationToken) =>
        CallAsync(QueueCall.Observe, () => base.LookAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) =>
        CallAsync(QueueCall.Apply, () => base.ApplyAsync(plan, cancellationToken), cancellationToken);

    private async ValueTask<T> CallAsync<T>(QueueCall call, Func<ValueTask<T>> inside, CancellationToken cancellationToken)
    {
        if (!_faults.TryGetValue(call, out var faults) || !faults.TryDequeue(out var fault))
        {
            return await inside();
        }

        switch (fault)
        {
            case QueueFault.FailsBefore:
                throw new BuildQueueException($"The test lets {call} fail before it does anything.");
            case QueueFault.FailsAfter:
                await inside();
                throw new BuildQueueException($"The test lets {call} fail after it is done.");
            case QueueFault.HangsBefore:
                await HangAsync(call, cancellationToken);
                return await inside();
            case QueueFault.HangsAfter:
                var answer = await inside();
                await HangAsync(call, cancellationToken);
                return answer;
            default:
                throw new System.Diagnostics.UnreachableException($"The fault {fault} is of no known kind.");
        }
    }

    private Task HangAsync(QueueCall call, CancellationToken cancellationToken)
    {
        var mended = _mended.Task;
        Hung.Add(call);
        return mended.WaitAsync(cancellationToken);
    }
}
