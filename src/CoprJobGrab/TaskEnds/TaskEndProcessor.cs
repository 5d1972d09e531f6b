using CoprJobGrab.Events;
using CoprJobGrab.Model;

namespace CoprJobGrab.TaskEnds;

/// <summary>
/// Acts on the messages of the task-end channel (wire 3.3), in the leader's turn and for the claim that was current when a message came.
/// A message is a hint: what is lost here costs promptness and nothing else.
/// There is no start signal where nobody gives one, and nothing to release with where the queue has no claims to end.
/// </summary>
internal sealed class TaskEndProcessor(
    TaskEndBuffer buffer,
    RescheduleOutbox reschedules,
    IStartSignal? startSignal,
    Func<IReadOnlyList<ClaimCommand>, CancellationToken, ValueTask<int>>? release,
    EventHub events)
{
    // More at once tell nobody anything, and would push everything else out of the sinks' buffers.
    private const int MostMalformedTold = 20;

    // A group may refuse its claims' ends for days.
    private const int MostReady = TaskEndBuffer.DefaultCapacity;

    private readonly HashSet<(string TaskId, Guid Urn, int Attempt, DateTimeOffset? LeasedUntil)> _lost = [];
    private List<ClaimCommand> _ready = [];
    private bool _isSignalUnheardTold;

    /// <summary>True when the farm is of the years that had the channel, and it is listened to.</summary>
    public bool Listens => startSignal is not null;

    /// <summary>True when a frontend that does not list running tasks is to be told of builds that were started and are given back.</summary>
    public Func<bool> TellsOfGivingBack { get; init; } = static () => false;

    /// <summary>True when the claims of <see cref="Reschedule"/> end.</summary>
    public bool ReschedulesLost => release is not null && TellsOfGivingBack();

    /// <summary>
    /// Begins to tell the frontend to list these tasks again, each once; its claim ends after that.
    /// </summary>
    /// <param name="lost">The claims whose workers' leases have run out, all of them.</param>
    public void Reschedule(IReadOnlyList<Claim> lost)
    {
        _lost.IntersectWith(lost.Select(Named));
        foreach (var claim in lost.Where(claim => _lost.Add(Named(claim))).ToList())
        {
            if (!TryReschedule(claim.TaskId, BuildChroot.Of(claim.TaskId), claim))
            {
                _lost.Remove(Named(claim));
            }
        }
    }

    /// <summary>Names the claims that the messages so far are about, because the plan that is written next may change them.</summary>
    /// <param name="observed">The picture that the plan was made from.</param>
    /// <returns>Is disposed when the plan is written.</returns>
    public IDisposable Writing(QueueState observed)
    {
        buffer.Writing(true);
        Name(observed);
        return new WriteEnd(buffer);
    }

    /// <summary>
    /// Ends the claims that the messages were about, and begins to tell the frontend. A failure of the queue is told, and tried again next time.
    /// </summary>
    /// <param name="observed">The queues as they are now.</param>
    /// <param name="signals">How many start signals there were before that; of <see cref="LookAsync"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask DrainAsync(QueueState observed, long signals, CancellationToken cancellationToken)
    {
        if (signals > 0)
        {
            await BeginAnewAsync(observed, signals, cancellationToken).ConfigureAwait(false);
        }

        Name(observed);
        TellDropped(reschedules.TakeAll().LongCount(taken => !TryKeep(taken)));
        // A build that has ended keeps its claim until that is told.
        _ready.RemoveAll(ended => release is null || observed.Claims.GetValueOrDefault(ended.TaskId) is { IsEnded: true });

        await ReleaseReadyAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// How many start signals the backend has given. Asked before the queues are observed, so that whatever the picture shows as taken was taken before.
    /// </summary>
    public async Task<long> LookAsync(CancellationToken cancellationToken)
    {
        if (startSignal is null || release is null)
        {
            return 0;
        }

        try
        {
            var signals = await startSignal.CountAsync(cancellationToken).ConfigureAwait(false);
            _isSignalUnheardTold = false;
            return signals;
        }
        catch (BuildQueueException error)
        {
            if (!_isSignalUnheardTold)
            {
                _isSignalUnheardTold = true;
                events.Failed(GrabberStep.TaskEndChannel, error);
            }

            return 0;
        }
    }

    /// <summary>
    /// Forgets every message: the leader acts on them, and this grabber does not lead, or has only just begun to and cannot know which claims they were about.
    /// </summary>
    public void Forget()
    {
        buffer.TakeAll();
        reschedules.Forget();
        _ready = [];
        _lost.Clear();
    }

    private async ValueTask BeginAnewAsync(QueueState observed, long signals, CancellationToken cancellationToken)
    {
        List<ClaimCommand> taken =
        [
            .. observed.Claims.Values.Where(claim => claim is { IsTaken: true, IsEnded: false })
                .Select(claim => new ClaimCommand.End(claim, ReleaseReason.Forgotten)),
        ];
        if (taken.Count > 0 && !await TryReleaseAsync(taken, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            // The backend waits for this, and hands nothing out before.
            await startSignal!.ConsumeAsync(signals, cancellationToken).ConfigureAwait(false);
            events.Emit(new BackendStarted(taken.Count));
        }
        catch (BuildQueueException error)
        {
            events.Failed(GrabberStep.TaskEnds, error, count: taken.Count);
        }
    }

    /// <summary>Group by group: one that cannot be written costs no other.</summary>
    private async ValueTask ReleaseReadyAsync(CancellationToken cancellationToken)
    {
        List<ClaimCommand> left = [];
        foreach (var group in _ready.GroupBy(ready => ready.GroupId, StringComparer.Ordinal))
        {
            List<ClaimCommand> ending = [.. group];
            if (!await TryReleaseAsync(ending, cancellationToken).ConfigureAwait(false))
            {
                left.AddRange(ending);
                continue;
            }

            foreach (var ended in ending)
            {
                events.Emit(new TaskReleased(ended.TaskId, ended.GroupId, ended.Reason == ReleaseReason.Rescheduled));
            }
        }

        _ready = left;
    }

    private async ValueTask<bool> TryReleaseAsync(List<ClaimCommand> releases, CancellationToken cancellationToken)
    {
        try
        {
            await release!(releases, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (BuildQueueException error)
        {
            events.Failed(GrabberStep.TaskEnds, error, count: releases.Count);
            return false;
        }
    }

    private void Name(QueueState observed)
    {
        var (messages, dropped) = buffer.TakeAll();
        if (messages.Count > 0 || reschedules.GoingOn > 0)
        {
            reschedules.Look(observed);
        }

        List<string> malformed = [];
        foreach (var heard in messages)
        {
            switch (heard.Message)
            {
                case TaskEndMessage.Malformed { Reason: var reason }:
                    malformed.Add(reason);
                    break;
                case TaskEndMessage.Remove { TaskId: var taskId } when heard.ClaimIn(observed.Claims, taskId) is { } claim:
                    dropped += TryKeep(new ClaimCommand.End(claim, ReleaseReason.Finished)) ? 0 : 1;
                    break;
                case TaskEndMessage.Reschedule { TaskId: var taskId, Build: var build }:
                    dropped += TryReschedule(taskId, build, heard.ClaimIn(observed.Claims, taskId)) ? 0 : 1;
                    break;
            }
        }

        TellMalformed(malformed);
        TellDropped(dropped);
    }

    private bool TryReschedule(string taskId, BuildChroot? build, Claim? claim)
    {
        ClaimCommand? ended = claim is null ? null : new ClaimCommand.End(claim, ReleaseReason.Rescheduled);
        return build is not null ? reschedules.TryTell(build, ended) : ended is not { } atOnce || TryKeep(atOnce);
    }

    private bool TryKeep(ClaimCommand ended)
    {
        if (_ready.Count >= MostReady)
        {
            // Where its worker's lease has run out, the next plan names it again.
            _ = ended.Claim is { } claim && _lost.Remove(Named(claim));
            return false;
        }

        _ready.Add(ended);
        return true;
    }

    private static (string TaskId, Guid Urn, int Attempt, DateTimeOffset? LeasedUntil) Named(Claim claim) =>
        (claim.TaskId, claim.Urn, claim.Attempt, claim.LeasedUntil);

    private void TellDropped(long dropped)
    {
        if (dropped > 0)
        {
            events.Emit(new MessagesDropped(null, dropped));
        }
    }

    private void TellMalformed(List<string> reasons)
    {
        foreach (var reason in reasons.Take(MostMalformedTold))
        {
            events.Unusable(RecordList.TaskEnds, reason);
        }

        if (reasons.Count > MostMalformedTold)
        {
            events.Unusable(RecordList.TaskEnds, $"{reasons[MostMalformedTold]}; "
                + $"this one included, {reasons.Count - MostMalformedTold} more messages cannot be used and are not told one by one");
        }
    }

    private sealed class WriteEnd(TaskEndBuffer buffer) : IDisposable
    {
        public void Dispose() => buffer.Writing(false);
    }
}
