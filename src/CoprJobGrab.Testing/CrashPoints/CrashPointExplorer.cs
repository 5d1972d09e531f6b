namespace CoprJobGrab.Testing;

/// <summary>
/// Runs a scenario again and again, each time in a new world, and stops the grabber at the first, the second, the third … awaited step,
/// until every step has been the one that failed.
/// After each stop another grabber starts, the world becomes quiet, and the invariants are checked: each listed task is claimed,
/// and was handed out exactly once; nothing else is claimed or handed out; each action was run, and its result was taken; each cancel was answered,
/// and truthfully.
/// </summary>
/// <param name="createWorld">Makes a new world.</param>
/// <param name="play">The scenario: what is listed, cycles, workers, a clean stop. The grabber has started already.</param>
public sealed class CrashPointExplorer(Func<ValueTask<GrabberWorld>> createWorld, Func<GrabberWorld, Task> play)
{
    // The claim of a taken task that is listed no more ends at its tenth absence, so that fewer cycles without a change say nothing yet.
    private const int QuietCycles = 10;
    private const int MostCycles = 30;
    private const int MostTasks = 1_000_000;

    // Between two cycles that could not do their work, such as while the lease of the one that crashed runs out by a real server's clock.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // An answer that has not come by then has failed, and comes when the clock has gone on, or never.
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromMilliseconds(500);

    // Longer than an action of a grabber that crashed may run, shorter than the patience with a silent worker.
    private static readonly TimeSpan LongWait = TimeSpan.FromHours(2);

    /// <summary>How long anything may take in a run, in real time. What takes longer is a violation of that run.</summary>
    internal TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Lets each step fail once.</summary>
    /// <returns>The runs, beginning with the one in which no step failed.</returns>
    /// <exception cref="CrashPointException">Some of them left what is not mended.</exception>
    public async Task<IReadOnlyList<CrashPointRun>> ExploreAsync()
    {
        var runs = new List<CrashPointRun> { await RunAsync(0) };
        for (var step = 1; ; step++)
        {
            var run = await RunAsync(step);
            if (run.CrashedAt is not null || run.Violations.Count > 0)
            {
                runs.Add(run);
            }

            if (run.CrashedAt is null)
            {
                break;
            }
        }

        var failures = runs.Where(run => run.Violations.Count > 0).ToList();
        return failures.Count == 0 ? runs : throw new CrashPointException(failures);
    }

    /// <summary>Lets one step fail.</summary>
    /// <param name="step">Its number, from 1; 0 for none.</param>
    public async Task<CrashPointRun> RunAsync(int step)
    {
        await using var world = await createWorld();
        world.Deadline = Deadline;
        var (steps, crashedAt) = (0, default(string));
        try
        {
            await world.StartAsync(new CrashPoints(step));
            try
            {
                await PlayAsync(world);
            }
            finally
            {
                // The scenario counts up to here; the end of the process is a kill where it was not a clean stop.
                (steps, crashedAt) = (world.Points.Passed.Count, world.Points.CrashedAt);
            }

            await world.KillAsync();
            return new CrashPointRun(step, crashedAt, steps, await SettleAsync(world));
        }
        catch (TimeoutException late)
        {
            return new CrashPointRun(step, crashedAt, steps, [late.Message]);
        }
    }

    private async Task PlayAsync(GrabberWorld world)
    {
        try
        {
            // Longer than one step of it that hangs may take, which says more.
            await TimeLimit.HoldAsync(play(world), "the scenario", Deadline * 2);
        }
        catch (Exception met) when (met is not TimeoutException && world.Points.CrashedAt is not null)
        {
            // Whatever the scenario met, it met it because its grabber was stopped.
        }
    }

    private async Task<IReadOnlyList<string>> SettleAsync(GrabberWorld world)
    {
        await world.StartAsync(new CrashPoints(0));
        var violations = new List<string>();
        if (!await WorksUntilQuietAsync(world, violations))
        {
            return violations;
        }

        var listed = world.ListedIds;
        var handedOut = world.HandedOut.Count;
        await world.WorkAsync(MostTasks);
        violations.AddRange(world.HandedOut.Skip(handedOut).Except(listed).Select(id => $"task {id} was handed out when it was listed no more"));
        handedOut = world.HandedOut.Count;
        await WorksUntilQuietAsync(world, violations);
        await world.WorkAsync(MostTasks);
        violations.AddRange(world.HandedOut.Skip(handedOut).Select(id => $"task {id} was handed out when nothing was new"));

        var times = world.HandedOut.CountBy(id => id).ToDictionary(StringComparer.Ordinal);
        violations.AddRange(
            listed.Where(id => times.GetValueOrDefault(id) != 1).Select(id => $"task {id} is listed and was handed out {times.GetValueOrDefault(id)} times"));
        violations.AddRange(
            times.Where(entry => entry.Value > 1 && !listed.Contains(entry.Key)).Select(entry => $"task {entry.Key} was handed out {entry.Value} times"));

        var claimed = await world.ClaimedAsync();
        violations.AddRange(listed.Except(claimed).Select(id => $"task {id} is listed and not claimed"));
        violations.AddRange(claimed.Except(listed).Select(id => $"task {id} is claimed and not listed"));

        violations.AddRange(world.UnhandledActions.Select(id => $"action {id} was never done"));
        violations.AddRange(world.UnansweredCancels.Select(id => $"the request to cancel task {id} was never answered"));
        violations.AddRange(world.UntrueAnswers);
        violations.AddRange(world.UnreportedActions.Select(id => $"the frontend does not know the result of action {id}"));
        return [.. violations.Distinct()];
    }

    /// <summary>
    /// Cycles until nothing changes any more, or for so long that it never will; false when no cycle does its work.
    /// What is never reported or answered is found later.
    /// </summary>
    private async Task<bool> WorksUntilQuietAsync(GrabberWorld world, List<string> violations)
    {
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        for (int cycles = 0, unchanged = 0, quiet = 0; quiet < QuietCycles;)
        {
            var report = await world.TryCycleAsync();
            if (report is not { Ok: true, Role: GrabberRole.Leader })
            {
                if (deadline.IsCancellationRequested)
                {
                    violations.Add("the grabber that started after the crash does not come to work: "
                        + $"{(report.Error is null ? "it does not lead" : report.Error.Message)}");
                    return false;
                }

                await Task.Delay(Pause, TimeProvider.System);
                continue;
            }

            await world.ServeCancelsAsync(AnswerPatience);
            // The first one is before the long wait.
            if (cycles++ == 0)
            {
                world.Time.Advance(LongWait);
                continue;
            }

            unchanged = HasChanged(report) ? 0 : unchanged + 1;
            quiet = unchanged == 0 || world.UnansweredCancels.Count > 0 || world.UnreportedActions.Count > 0 ? 0 : quiet + 1;
            if (cycles >= MostCycles && quiet < QuietCycles)
            {
                if (unchanged < QuietCycles)
                {
                    violations.Add($"the queue does not become quiet: {MostCycles} cycles after the crash it still changes");
                }

                return true;
            }
        }

        return true;
    }

    private static bool HasChanged(CycleReport report) => report.Enqueued + report.Requeued + report.Withdrawn + report.Cancelled + report.Duplicate > 0;
}
