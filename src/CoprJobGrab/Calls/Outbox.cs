namespace CoprJobGrab.Calls;

/// <summary>
/// Reports to the frontend, a few at a time, each told again and again until it is taken. It is the only layer of retries: a call is one attempt.
/// Owned by a loop or by a lock, in which every member, and every function that it is given, runs.
/// </summary>
/// <typeparam name="T">The subject of a report. Each has one report at a time; what the report says is asked for when an attempt begins.</typeparam>
internal sealed class Outbox<T> : IDisposable where T : notnull
{
    private readonly Pauses _pauses;
    private readonly TimeProvider _time;
    private readonly Action<Action> _post;
    private readonly CallQueue<Report> _calls;
    private readonly Dictionary<T, Report> _outstanding = [];
    private CancellationTokenSource _stop = new();
    private bool _isLastAttempt;

    /// <summary>An outbox with so many attempts at once. It is owned by a loop, and hands it what it has to do by <paramref name="post"/>.</summary>
    public Outbox(int limit, Pauses pauses, TimeProvider time, Action<Action> post)
    {
        (_pauses, _time, _post) = (pauses, time, post);
        _calls = new CallQueue<Report>(limit, TryBegin);
    }

    /// <summary>An outbox that is owned by a lock, which whoever calls a member holds.</summary>
    public Outbox(int limit, Pauses pauses, TimeProvider time, Lock owner) : this(limit, pauses, time, step =>
    {
        lock (owner)
        {
            step();
        }
    })
    {
    }

    /// <summary>Gives the call that tells the report as it is now; null when nobody waits for it any more.</summary>
    public required Func<T, Func<CancellationToken, Task>?> Next { get; init; }

    /// <summary>Comes when the frontend has taken a report, with the number of its failures.</summary>
    public required Action<T, int> Taken { get; init; }

    /// <summary>Comes when an attempt failed, with the number of failures and the pause until the next one; false ends the report.</summary>
    public required Func<T, Exception, int, TimeSpan, bool> Failed { get; init; }

    /// <summary>
    /// While it is false, nothing is told and nothing is forgotten: it is asked again after the first pause, because nobody says when it changes.
    /// </summary>
    public Func<bool> MayTell { get; init; } = static () => true;

    /// <summary>How many reports have not been taken. Read by anybody.</summary>
    public int Count => _outstanding.Count;

    /// <summary>True when no attempt goes on or waits for a free call. A report that waits for the end of a pause does not count.</summary>
    public bool IsIdle => _calls.IsIdle;

    /// <summary>Tells a report, at once if it was in a pause. The outcome of an attempt that began before this does not count any more.</summary>
    public void Tell(T about)
    {
        if (_outstanding.TryGetValue(about, out var report))
        {
            (report.Failures, report.IsToldAgain) = (0, report.IsBeingTold);
            EndPause(report);
            return;
        }

        _outstanding[about] = report = new Report(about, new Alarm(_time, _post));
        _calls.Add(report);
    }

    /// <summary>Tells a report no more. An attempt that goes on is not ended, and what comes of it is told.</summary>
    public void Withdraw(T about)
    {
        if (_outstanding.GetValueOrDefault(about) is { IsBeingTold: false } report)
        {
            report.Alarm.Cancel();
            _outstanding.Remove(about);
        }
    }

    /// <summary>Ends all pauses; every report has one attempt left.</summary>
    public void TellForTheLastTime()
    {
        _isLastAttempt = true;
        foreach (var report in _outstanding.Values.ToList())
        {
            EndPause(report);
        }
    }

    /// <summary>Ends the attempts that go on, and those that are still to come, as failures.</summary>
    public void EndCalls() => _ = _stop.CancelAsync();

    /// <summary>Forgets every report. Attempts that go on are ended, and nothing is told of them.</summary>
    public void Forget()
    {
        Dispose();
        _outstanding.Clear();
        _stop = new CancellationTokenSource();
    }

    public void Dispose()
    {
        EndCalls();
        foreach (var report in _outstanding.Values)
        {
            report.Alarm.Cancel();
        }
    }

    private void EndPause(Report report)
    {
        if (report.Alarm.IsSet)
        {
            report.Alarm.Cancel();
            _calls.Add(report);
        }
    }

    private bool TryBegin(Report report)
    {
        if (!IsOutstanding(report))
        {
            return false;
        }

        if (Next(report.About) is not { } tell)
        {
            _outstanding.Remove(report.About);
            return false;
        }

        if (!MayTell())
        {
            report.Alarm.Set(_pauses.After(1), () => _calls.Add(report));
            return false;
        }

        report.IsBeingTold = true;
        var call = new TimedCall(_time, _stop.Token);
        _ = Task.Run(async () =>
        {
            var error = await call.TryAsync(tell).ConfigureAwait(false);
            _post(() => End(report, error));
        });
        return true;
    }

    private void End(Report report, Exception? error)
    {
        try
        {
            report.IsBeingTold = false;
            if (report.IsToldAgain)
            {
                report.IsToldAgain = false;
                _calls.Add(report);
            }
            else if (IsOutstanding(report))
            {
                Settle(report, error);
            }
        }
        finally
        {
            _calls.Ended();
        }
    }

    private void Settle(Report report, Exception? error)
    {
        if (error is null)
        {
            _outstanding.Remove(report.About);
            Taken(report.About, report.Failures);
            return;
        }

        var pause = _isLastAttempt ? TimeSpan.Zero : _pauses.After(++report.Failures, error);
        if (!_isLastAttempt)
        {
            // Before the failure is told: whoever hears of it may move the clock.
            report.Alarm.Set(pause, () => _calls.Add(report));
        }

        if (!Failed(report.About, error, report.Failures, pause) || _isLastAttempt)
        {
            report.Alarm.Cancel();
            _outstanding.Remove(report.About);
        }
    }

    private bool IsOutstanding(Report report) => _outstanding.GetValueOrDefault(report.About) == report;

    private sealed class Report(T about, Alarm alarm)
    {
        public T About => about;

        public Alarm Alarm => alarm;

        public int Failures { get; set; }

        public bool IsBeingTold { get; set; }

        public bool IsToldAgain { get; set; }
    }
}
