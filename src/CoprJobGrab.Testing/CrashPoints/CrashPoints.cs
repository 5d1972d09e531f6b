namespace CoprJobGrab.Testing;

/// <summary>Counts the awaited steps of one grabber, and stops it at one of them for good.</summary>
/// <param name="crashAt">The number of the step that is to fail, from 1; 0 for none.</param>
public sealed class CrashPoints(int crashAt)
{
    private readonly Lock _lock = new();
    private readonly List<string> _passed = [];
    private volatile string? _crashedAt;

    /// <summary>The names of the steps so far, in their order; the one that failed is the last.</summary>
    public IReadOnlyList<string> Passed
    {
        get
        {
            lock (_lock)
            {
                return [.. _passed];
            }
        }
    }

    /// <summary>The step at which the grabber was stopped; null while it runs.</summary>
    public string? CrashedAt => _crashedAt;

    /// <summary>Ends this grabber where it stands, and counts on with another one.</summary>
    internal CrashPoints Next()
    {
        lock (_lock)
        {
            _crashedAt ??= "when another one took its place";
            var next = new CrashPoints(crashAt);
            next._passed.AddRange(_passed);
            return next;
        }
    }

    /// <summary>Passes a step; false when the grabber is dead, or dies here.</summary>
    /// <param name="step">Its name, such as <c>before ApplyAsync</c>.</param>
    public bool TryPass(string step)
    {
        lock (_lock)
        {
            if (_crashedAt is not null)
            {
                return false;
            }

            _passed.Add(step);
            if (_passed.Count != crashAt)
            {
                return true;
            }

            _crashedAt = step;
            return false;
        }
    }

    /// <summary>Passes a step.</summary>
    /// <param name="step">Its name.</param>
    /// <exception cref="GrabberCrashedException">The grabber is dead, or dies here.</exception>
    public void Pass(string step)
    {
        if (!TryPass(step))
        {
            throw new GrabberCrashedException(_crashedAt ?? step);
        }
    }

    /// <summary>Makes a call with a step on each side of it: one at which the call is not made, and one at which it is made and its answer lost.</summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="name">The name of the call.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="GrabberCrashedException">The grabber is dead, or dies here.</exception>
    public async ValueTask<T> CallAsync<T>(string name, Func<ValueTask<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Pass($"before {name}");
        var answer = await call();
        Pass($"after {name}");
        return answer;
    }

    /// <summary>Makes a call that has no answer.</summary>
    /// <param name="name">The name of the call.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="GrabberCrashedException">The grabber is dead, or dies here.</exception>
    public async ValueTask CallAsync(string name, Func<ValueTask> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Pass($"before {name}");
        await call();
        Pass($"after {name}");
    }

    /// <summary>Puts the steps around a queue.</summary>
    /// <param name="queue">The queue.</param>
    public IBuildQueue Around(IBuildQueue queue) => new CrashingQueue(queue, this);

    /// <summary>Puts the steps around a source.</summary>
    /// <param name="source">The source.</param>
    public ITaskSource Around(ITaskSource source) => new CrashingSource(source, this);

    /// <summary>Puts the steps around a reporter.</summary>
    /// <param name="reporter">The reporter.</param>
    public IFrontendReporter Around(IFrontendReporter reporter) => new CrashingReporter(reporter, this);

    /// <summary>Puts the steps around cancel requests.</summary>
    /// <param name="requests">The requests.</param>
    public ICancelRequests Around(ICancelRequests requests) => new CrashingCancelRequests(requests, this);

    /// <summary>Puts the steps around a handler.</summary>
    /// <param name="handler">The handler.</param>
    public IActionHandler Around(IActionHandler handler) =>
        new RecordingActionHandler
        {
            OnHandle = (attempt, stop) => CallAsync($"HandleAsync of action {attempt.Action.Id}", () => handler.HandleAsync(attempt, stop)),
        };
}
