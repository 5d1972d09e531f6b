namespace CoprJobGrab.Testing;

/// <summary>
/// Runs a scenario again and again, each time in a new world, and stops the grabber at the first, the second, the third … awaited step, until every step has been the one
/// that failed. After each stop another grabber starts, the world becomes quiet, and the invariants are checked: each listed task is claimed, and was handed out exactly
/// once; nothing else is claimed or handed out; each action was run, and its result was taken; each cancel was answered, and truthfully.
/// </summary>
/// <param name="createWorld">Makes a new world.</param>
/// <param name="play">The scenario: what is listed, cycles, workers, a clean stop. The grabber has started already.</param>
public sealed class CrashPointExplorer(Func<ValueTask<GrabberWorld>> createWorld, Func<GrabberWorld, Task> play)
{
    private const int QuietCycles = 5;
    private const int MostTasks = 1_000_000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // Longer than an action of a grabber that crashed may run, shorter than the patience with a silent worker.
    private static readonly TimeSpan LongWait = TimeSpan.FromHours(2);

    /// <summary>Lets each step fail once.</summary>
    /// <returns>The runs, beginning with the one in which no step failed.</returns>
    /// <exception cref="CrashPointException">Some of them left what is not mended.</exception>
    public async Task<IReadOnlyList<CrashPointRun>> ExploreAsync()
    {
        var runs = new List<CrashPointRun> { await RunAsync(0) };
        for (var step = 1; ; step++)
        {
            var run = await RunAsync(step);
            if (run.CrashedAt is null)
            {
                break;
            }

            runs.Add(run);
        }

        var failures = runs.Where(run => run.Violations.Count > 0).ToList();
        return failures.Count == 0 ? runs : throw new CrashPointException(failures);
    }

    /// <summary>Lets one step fail.</summary>
    /// <param name="step">Its number, from 1; 0 for none.</param>
    public async Task<CrashPointRun> RunAsync(int step)
    {
        await using var world = await createWorld();
        await world.StartAsync(new CrashPoints(step));
        try
        {
            await play(world).WaitAsync(Deadline, TimeProvider.System);
        }
        catch (Exception) when (world.Points.CrashedAt is not null)
        {
            // Whatever the scenario met, it met it because its grabber was stopped.
        }

        // The scenario counts up to here; the end of the process is a kill where it was not a clean stop.
        var (steps, crashedAt) = (world.Points.Passed.Count, world.Points.CrashedAt);
        await world.KillAsync();
        return new CrashPointRun(step, crashedAt, steps, await SettleAsync(world));
    }

    private static async Task<IReadOnlyList<string>> SettleAsync(GrabberWorld world)
    {
        await world.StartAsync(new CrashPoints(0));
        if (await QuietAsync(world) is { } fault)
        {
            return [fault];
        }

        var listed = world.ListedIds;
        var violations = new List<string>();
        var handedOut = world.HandedOut.Count;
        await world.WorkAsync(MostTasks);
        violations.AddRange(world.HandedOut.Skip(handedOut).Except(listed).Select(id => $"task {id} was handed out when it was listed no more"));
        handedOut = world.HandedOut.Count;
        if (await QuietAsync(world) is { } later)
        {
            violations.Add(later);
        }

        await world.WorkAsync(MostTasks);
        violations.AddRange(world.HandedOut.Skip(handedOut).Select(id => $"task {id} was handed out when nothing was new"));

        var times = world.HandedOut.CountBy(id => id).ToDictionary(StringComparer.Ordinal);
        violations.AddRange(listed.Where(id => times.GetValueOrDefault(id) != 1).Select(id => $"task {id} is listed and was handed out {times.GetValueOrDefault(id)} times"));
        violations.AddRange(times.Where(entry => entry.Value > 1 && !listed.Contains(entry.Key)).Select(entry => $"task {entry.Key} was handed out {entry.Value} times"));

        var claimed = await world.ClaimedAsync();
        violations.AddRange(listed.Except(claimed).Select(id => $"task {id} is listed and not claimed"));
        violations.AddRange(claimed.Except(listed).Select(id => $"task {id} is claimed and not listed"));

        violations.AddRange(world.UnhandledActions.Select(id => $"action {id} was never done"));
        violations.AddRange(world.UnansweredCancels.Select(id => $"the request to cancel task {id} was never answered"));
        violations.AddRange(world.UntrueAnswers);
        violations.AddRange(world.UnreportedActions.Select(id => $"the frontend does not know the result of action {id}"));
        return violations;
    }

    /// <summary>Cycles until nothing can be outstanding any more; says why that does not come.</summary>
    private static async Task<string?> QuietAsync(GrabberWorld world)
    {
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        for (var quiet = 0; quiet < QuietCycles;)
        {
            var report = await world.TryCycleAsync();
            if (report is { Ok: true, Role: GrabberRole.Leader })
            {
                if (quiet++ == 0)
                {
                    await world.ServeCancelsAsync();
                    world.Time.Advance(LongWait);
                }

                continue;
            }

            if (deadline.IsCancellationRequested)
            {
                return $"the grabber that started after the crash does not come to work: {(report.Error is null ? "it does not lead" : report.Error.Message)}";
            }

            await Task.Delay(Pause, TimeProvider.System);
        }

        return null;
    }
}
