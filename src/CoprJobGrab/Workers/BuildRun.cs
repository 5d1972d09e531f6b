using CoprJobGrab.Calls;
using CoprJobGrab.Events;
using CoprJobGrab.Model;

namespace CoprJobGrab.Workers;

/// <summary>One build from when it was taken until its handler has ended. It stops by itself when its lease or its time is over. Never throws.</summary>
internal sealed class BuildRun : IDisposable
{
    private readonly Lock _gate = new();
    private readonly WorkerParts _parts;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _noMoreWords = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private readonly long _takenAt;
    private long _begunAt;
    private TimeSpan _limit;
    private volatile TakenBuild _build;
    private OwnLease _lease;
    private BuildStop? _why;
    private BuildWork? _work;
    private ReadOnlyMemory<byte> _json;
    private DateTimeOffset _startedAt;
    private volatile bool _isLost;
    private bool _isOver;

    public BuildRun(WorkerParts parts, TakenBuild taken, OwnLease lease)
    {
        (_parts, _build, _lease, _json) = (parts, taken, lease, taken.Data);
        (_takenAt, _startedAt) = (parts.Time.GetTimestamp(), parts.Time.GetUtcNow());
        _timer = parts.Time.CreateTimer(static run => ((BuildRun)run!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        SetTimer();
    }

    /// <summary>What the worker has of the build; a renewal may have taken back a later attempt.</summary>
    public TakenBuild Build => _build;

    /// <summary>Ends when the word that the build runs is under way no more.</summary>
    public Task RunningTold { get; private set; } = Task.CompletedTask;

    /// <summary>True when the lease is lost, also after the handler has ended. To renew it would take the task from its next worker.</summary>
    public bool IsLost => _isLost;

    public TimeSpan Elapsed => _parts.Time.GetElapsedTime(_takenAt);

    /// <summary>Builds. After it, nothing stops the build any more, and what became of it stays.</summary>
    public async Task<BuildEnd> BuildAsync()
    {
        // A handler that awaits nothing holds up nobody else.
        await Task.Yield();
        var end = await RunAsync().ConfigureAwait(false);
        BuildStop? why;
        lock (_gate)
        {
            (why, _isOver) = (_why, true);
        }

        _ended.TrySetResult();
        // That the token was heeded is no news.
        var error = end.Error is OperationCanceledException ? null : end.Error;
        return why switch
        {
            BuildStop.LeaseLost => new BuildEnd(BuildChange.Lost, null),
            BuildStop.Cancelled => new BuildEnd(BuildChange.Cancelled, new BuildRelease.Cancelled()),
            BuildStop.TimeOver => Ended(new BuildOutcome.Failed($"The build took longer than its time limit of {TimeText.Of(_limit)}."), error),
            // After a stop every exception is taken for its effect: a cancelled program or connection throws whatever it likes.
            BuildStop.HostStops when end.Error is not null => Ended(new BuildOutcome.Interrupted(), error),
            _ => end,
        };
    }

    /// <summary>Takes what a renewal has given.</summary>
    /// <param name="renewed">Null when the worker has the task no more.</param>
    /// <param name="lease">The lease from now on.</param>
    public void Renewed(TakenBuild? renewed, OwnLease lease)
    {
        if (renewed is null)
        {
            Stop(BuildStop.LeaseLost);
            return;
        }

        lock (_gate)
        {
            (_build, _lease) = (renewed, lease);
            SetTimer();
        }

        if (renewed.IsCancelled)
        {
            Stop(BuildStop.Cancelled);
        }
    }

    public void Stop(BuildStop why)
    {
        bool isNew;
        lock (_gate)
        {
            // A lost lease outdoes every other reason, and the user's wish every one but that.
            isNew = !_isOver && !_isLost && (_why is null || why is BuildStop.LeaseLost or BuildStop.Cancelled);
            _isLost |= why == BuildStop.LeaseLost;
            if (isNew)
            {
                _why = why;
                if (_work is not null)
                {
                    _work.Stop = why;
                }
            }
        }

        if (isNew)
        {
            _ = CancelAsync(_stop);
        }

        if (why == BuildStop.LeaseLost)
        {
            EndWords();
        }
    }

    /// <summary>Ends the word that the build runs, also where it is under way.</summary>
    public void EndWords() => _ = CancelAsync(_noMoreWords);

    public void Dispose() => _timer.Dispose();

    private static async Task CancelAsync(CancellationTokenSource source) =>
        await source.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<BuildEnd> RunAsync()
    {
        if (IsStopped())
        {
            return new BuildEnd(BuildChange.Interrupted, new BuildRelease.Interrupted());
        }

        var call = new TimedCall(_parts.Time, _stop.Token);
        var asked = _build with { IsHeld = MayTell };
        var (start, error) = await call.TryAsync(token => _parts.Reporter.StartAsync(asked, token).AsTask()).ConfigureAwait(false);
        var isStopped = IsStopped();
        switch (start)
        {
            case BuildStart.Go when isStopped:
                return Ended(new BuildOutcome.Interrupted());
            case BuildStart.Go go:
                return await RunAsync(go.Task).ConfigureAwait(false);
            case BuildStart.Refused refused:
                return new BuildEnd(BuildChange.Refused, new BuildRelease.Finished(), refused.Reason);
            case BuildStart.Unfit unfit:
                return Unfit(unfit.Reason);
            default:
                error ??= new InvalidOperationException("The build reporter returned null, not whether the build may start.");
                // The slot stays taken for a pause, so that a frontend that is away does not cost every waiting task an attempt.
                await Task.Delay(_parts.Pauses.After(1), _parts.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return GivenBack($"It was not known whether the build may start: {error.Message}", error);
        }
    }

    private async Task<BuildEnd> RunAsync(ReadOnlyMemory<byte>? whole)
    {
        BuildTask task;
        try
        {
            task = BuildTask.Parse(_json = whole ?? _json);
        }
        catch (FormatException fault)
        {
            return Unfit($"The task's record cannot be read: {fault.Message}");
        }

        _startedAt = _parts.Time.GetUtcNow();
        var work = Begin(task);
        _parts.Tell(BuildChange.Started, _build);
        RunningTold = TellRunningAsync();
        try
        {
            return Ended(await _parts.Handlers.HandleAsync(work, _stop.Token).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // A handler is the host's code; whatever it throws costs only its build.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return GivenBack($"{fault.GetType().Name}: {fault.Message}", fault);
        }
    }

    private BuildWork Begin(BuildTask task)
    {
        lock (_gate)
        {
            _begunAt = _parts.Time.GetTimestamp();
            _limit = task.Details.TimeoutSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)) : _parts.Options.TimeLimit;
            _work = new BuildWork(task, _build.GroupId, _build.Attempt)
            {
                Said = text => _parts.Tell(BuildChange.Progressed, _build, text, elapsed: Elapsed),
                Stop = _why,
            };
            SetTimer();
            return _work;
        }
    }

    /// <summary>Says that the build runs, again and again until it is taken, the build has ended or the lease is lost.</summary>
    private async Task TellRunningAsync()
    {
        var call = new TimedCall(_parts.Time, _noMoreWords.Token);
        for (var failures = 1; MayTell(); failures++)
        {
            var error = await call.TryAsync(token => _parts.Reporter.RunningAsync(_build, _json, _startedAt, token).AsTask()).ConfigureAwait(false);
            if (error is null || _noMoreWords.IsCancellationRequested || !MayTell())
            {
                return;
            }

            var pause = _parts.Pauses.After(failures, error);
            _parts.Events.NotTaken(ReportKind.Build, _build.TaskId, error, pause);
            await _ended.Task.WaitAsync(pause, _parts.Time, _noMoreWords.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool MayTell()
    {
        lock (_gate)
        {
            return !_isOver && !_isLost && _lease.Left(_parts.Time) > TimeSpan.Zero;
        }
    }

    /// <summary>Looks at the lease too: a process that stood still has lost it before the timer says so.</summary>
    private bool IsStopped()
    {
        if (!MayTell())
        {
            Stop(BuildStop.LeaseLost);
        }

        return _stop.IsCancellationRequested;
    }

    private void Look()
    {
        bool isLost, isTimeOver;
        lock (_gate)
        {
            (isLost, isTimeOver) = (_lease.Left(_parts.Time) <= TimeSpan.Zero, LimitLeft() <= TimeSpan.Zero);
        }

        if (isLost || isTimeOver)
        {
            Stop(isLost ? BuildStop.LeaseLost : BuildStop.TimeOver);
        }

        if (!isLost)
        {
            lock (_gate)
            {
                SetTimer();
            }
        }
    }

    /// <summary>Its caller holds the lock, or is alone.</summary>
    private void SetTimer()
    {
        var left = _lease.Left(_parts.Time);
        if (_work is not null)
        {
            _work.LeasedUntil = _parts.Time.GetUtcNow() + left;
        }

        var next = LimitLeft() is var limit && limit < left ? limit : left;
        _timer.Change(next > TimeSpan.Zero ? next : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    // Of a build that is stopped or has ended, nobody asks how long it takes.
    private TimeSpan LimitLeft() => _work is null || _why is not null || _isOver ? TimeSpan.MaxValue : _limit - _parts.Time.GetElapsedTime(_begunAt);

    private static BuildEnd Unfit(string reason) => new(BuildChange.Unfit, new BuildRelease.Unfit(reason), reason);

    private BuildEnd GivenBack(string reason, Exception error) =>
        Ended(new BuildOutcome.GivenBack(reason, _parts.Pauses.After(_build.Attempt, error)), error);

    private BuildEnd Ended(BuildOutcome outcome, Exception? error = null)
    {
        // Whether the frontend has heard of a start that failed is unknown, so that it counts as started.
        var isTold = outcome is BuildOutcome.Succeeded or BuildOutcome.Failed || _parts.TellsOfGivingBack();
        return BuildEnd.Of(outcome, error) with
        {
            Report = isTold ? new BuildReport(_build.GroupId, _build.TaskId, _json, outcome, _startedAt, _parts.Time.GetUtcNow()) : null,
        };
    }
}
