using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.Testing;

/// <remarks>What the explorer of crash points does to a world, and asks it afterwards.</remarks>
public abstract partial class GrabberWorld
{
    /// <summary>How long anything may take that a grabber does, in real time.</summary>
    internal TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The steps of the grabber that runs now.</summary>
    internal CrashPoints Points { get; private set; } = new(0);

    internal async Task StartAsync(CrashPoints points)
    {
        await KillAsync();
        await PassLongTimeAsync();
        Points = points;
        Time.Advance(Interval);
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        _source = new ActionsAfterCycle(points.Around(Source));
        services.AddSingleton<ITaskSource>(_source);
        services.AddSingleton(points.Around(Reporter));
        services.AddSingleton(points.Around(Cancels));
        var builder = services.AddCoprJobGrab(Configure).AddActionHandler(points.Around(Handler).HandleAsync);
        UseQueue(builder, points);
        _process = services.BuildServiceProvider();
    }

    internal async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await InTimeAsync(process.DisposeAsync().AsTask(), "the end of the grabber");
        }
    }

    internal async Task<CycleReport> TryCycleAsync()
    {
        Time.Advance(Interval);
        var grabber = Grabber();
        _source!.CycleBegins();
        var cycle = grabber.RunOnceAsync();
        await InTimeAsync(cycle, "a cycle");
        _source.CycleEnds();
        await InTimeAsync(grabber.WhenActionsEndAsync(), "the actions of a cycle");
        return await cycle;
    }

    /// <summary>
    /// Serves the cancel requests, and waits until each is answered, or the grabber stopped; false when that took longer.
    /// A try that failed is made again when the clock goes on.
    /// </summary>
    internal async Task<bool> ServeCancelsAsync(TimeSpan patience)
    {
        var serving = Grabber().ServeCancelRequestsAsync();
        await InTimeAsync(serving, "serving the cancel requests");
        var report = await serving;
        return await HoldsWithinAsync(() => !report.Ok || UnansweredCancels.Count == 0, patience);
    }

    private async Task<bool> HoldsWithinAsync(Func<bool> holds, TimeSpan patience)
    {
        using var late = new CancellationTokenSource(patience, TimeProvider.System);
        while (Points.CrashedAt is null && !holds())
        {
            if (late.IsCancellationRequested)
            {
                return false;
            }

            await Task.Delay(Pause, TimeProvider.System);
        }

        return true;
    }

    private async Task InTimeAsync(Task task, string what)
    {
        try
        {
            await task.WaitAsync(Deadline, TimeProvider.System);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"{what} did not end within {Deadline}");
        }
    }

    internal IReadOnlyList<string> UnansweredCancels => [.. _cancelled.Except(Cancels.Taken.Items.Select(answer => answer.TaskId))];

    /// <summary>What users were told that is not so.</summary>
    internal IEnumerable<string> UntrueAnswers => Cancels.Taken.Items.Where(answer => answer.WasRunning != _handedOut.Contains(answer.TaskId))
        .Select(
            answer =>
                $"the user of task {answer.TaskId} was told that {(answer.WasRunning ? "a worker has it, and none has" : "no worker has it, and one has")}");

    /// <summary>What is claimed, as a new observation says.</summary>
    internal async Task<IReadOnlyList<string>> ClaimedAsync() =>
        [.. (await Grabber().PlanAsync()).Observed.Claims.Values.Where(claim => claim.State != ClaimState.Released).Select(claim => claim.TaskId)];

    internal IReadOnlyList<string> ListedIds => [.. _builds.Select(build => build.TaskId)];

    internal IReadOnlyList<long> UnreportedActions =>
    [
        .. _everListed.Distinct().Where(id => _actions.Any(action => action.Id == id) || !Reporter.Taken.Items.Any(report => report.ActionId == id))
    ];

    internal IReadOnlyList<long> UnhandledActions => [.. _everListed.Distinct().Except(Handler.Ended.Items)];

    private JobGrabber Grabber() => _process?.GetRequiredService<JobGrabber>()
        ?? throw new InvalidOperationException("The grabber has ended; a scenario that stops it must not ask it for more.");

    private async ValueTask<BuildTask?> TakeAsync()
    {
        foreach (var group in Groups)
        {
            if (await PopAsync(group) is { } element)
            {
                return BuildTask.Parse(RetaskEnvelope.Read(element).Data);
            }
        }

        return null;
    }
}
