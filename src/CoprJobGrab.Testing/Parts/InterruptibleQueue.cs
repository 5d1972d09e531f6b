using System.Collections.Concurrent;
using CoprJobGrab.Model;
using CoprJobGrab.Queues;

namespace CoprJobGrab.Testing;

/// <summary>A queue that fails when a test tells it to, and else does what the queue inside does.</summary>
/// <param name="inner">The queue inside.</param>
/// <remarks>It passes on what the library's own queues can do beyond the seam, which is internal: both packages have the same version.</remarks>
public sealed class InterruptibleQueue(IBuildQueue inner) : IBuildQueue, IClaimQueue
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
    public ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) =>
        CallAsync(QueueCall.Observe, () => Inner.ObserveAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApplyResult> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) =>
        CallAsync(QueueCall.Apply, () => Inner.ApplyAsync(plan, cancellationToken), cancellationToken);

    /// <summary>What the queue inside says of itself.</summary>
    public override string ToString() => $"{Inner}";

    ValueTask IClaimQueue.LeadAsync(long epoch, CancellationToken cancellationToken) =>
        Inner is IClaimQueue queue ? queue.LeadAsync(epoch, cancellationToken) : ValueTask.CompletedTask;

    void IClaimQueue.WentBack() => (Inner as IClaimQueue)?.WentBack();

    void IClaimQueue.Configure(IReadOnlyCollection<string> groupIds) => (Inner as IClaimQueue)?.Configure(groupIds);

    ValueTask<QueueState> IClaimQueue.LookAsync(CancellationToken cancellationToken) =>
        CallAsync(
            QueueCall.Observe, () => Inner is IClaimQueue queue ? queue.LookAsync(cancellationToken) : Inner.ObserveAsync(cancellationToken),
            cancellationToken);

    ValueTask<int> IClaimQueue.ReleaseAsync(IReadOnlyList<Release> releases, CancellationToken cancellationToken) =>
        Inner is IClaimQueue queue ? queue.ReleaseAsync(releases, cancellationToken) : ValueTask.FromResult(0);

    QueuePlace? IClaimQueue.PlaceOf(Claim claim) => (Inner as IClaimQueue)?.PlaceOf(claim);

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
