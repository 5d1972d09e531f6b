namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>
/// Judges what happens to tasks.
/// Each handing out is excused by itself, for as long as nobody who is left can know of it (<see cref="Losses"/>); no task is excused as such.
/// </summary>
internal sealed class Checker(Ground ground, ScheduleFrontend frontend, ScheduleResult result, TimeProvider time)
{
    private static readonly int MostAttempts = new ClaimOptions().Attempts;

    /// <summary>What live workers have.</summary>
    public List<Handing> Holdings { get; } = [];

    /// <summary>The number of the newest thing that happened.</summary>
    public long Now { get; private set; }

    /// <summary>The lists that leaders have applied.</summary>
    public AppliedLists Lists { get; } = new(time);

    public long Next() => ++Now;

    /// <summary>A worker got a task.</summary>
    public Handing HandedOut(string taskId, string group, DateTimeOffset now)
    {
        var task = frontend.Find(taskId);
        result.HandedOut++;
        var handing = new Handing(task, group, Next(), now);
        if (task.State == TaskState.Ended)
        {
            var endedUnseen = task.EndedAt is { } endedAt && !Lists.HadTwoSince(endedAt, group) ? task.EndedBy?.Forgotten : null;
            Found($"task {taskId}: a worker gets it after its end", ForgottenEnd(task, group) ?? endedUnseen ?? task.DuplicateElements);
        }
        else if (task.CancelledAt is not null)
        {
            handing.ForgottenStop = ForgottenEnd(task, group) ?? task.DuplicateElements;
            Found($"task {taskId}: a worker gets it after its user was told that nobody will", handing.ForgottenStop);
        }
        else if (Holdings.Where(other => other.Task == task
            && other.Lasts(now)).OrderBy(other => other.Forgotten is null ? 0 : 1).FirstOrDefault() is { } other)
        {
            Found($"task {taskId}: two workers have it at once", other.Forgotten ?? task.DuplicateElements);
        }

        (task.DuplicateElements, task.MayWait) = (null, false);
        task.Handings.Add(handing);
        Holdings.Add(handing);
        return handing;
    }

    /// <summary>A leasing worker asked for more time, and was told what it has from now on.</summary>
    /// <param name="handing">The worker's.</param>
    /// <param name="renewed">What it has.</param>
    /// <param name="hasRecord">Whether the store had a release record of the task in its group.</param>
    /// <param name="cause">Why the store may have forgotten a cancel; null when it may not.</param>
    /// <param name="now">When it asked.</param>
    /// <param name="until">How long it has it.</param>
    public async Task RenewedAsync(Handing handing, TakenBuild? renewed, bool hasRecord, string? cause, DateTimeOffset now, DateTimeOffset until)
    {
        var task = handing.Task;
        var others = Holdings.Where(other => other != handing && other.Task == task && other.Lasts(now)).ToList();
        if (renewed is null)
        {
            Holdings.Remove(handing);
            if (handing.Lasts(now) && !task.IsOver && handing == task.Handings[^1])
            {
                Found($"task {task.Id}: a worker with a lease is told to stop, and nobody else has it", Forgotten(handing));
            }

            return;
        }

        if (renewed.Urn != handing.Build!.Urn)
        {
            // What it took back names another claim than the word that it was told.
            handing.ForgottenWord ??= task.DuplicateElements;
            task.TakenBack++;
        }

        if (handing.ToldAt is not null && !renewed.IsCancelled)
        {
            Found($"task {task.Id}: a worker is not told that its user has cancelled", handing.ForgottenWord, handing);
        }

        if (task.CancelledAt is not null)
        {
            // What it does not hear when it wakes up, nobody tells it later.
            var excuse = hasRecord ? null : KeptBecause(handing) ?? (handing.ForgottenStop = cause);
            Found($"task {task.Id}: a worker keeps it after its user was told that nobody has it", excuse, handing);
        }
        else if (others.Exists(other => other.Forgotten is null))
        {
            Found($"task {task.Id}: two workers keep it", handing.Forgotten ?? task.DuplicateElements, handing);
        }

        (handing.Build, handing.LeasedUntil) = (renewed, until);
        handing.Renewed(Next());
        await RememberAsync(handing, others.Count > 0);
    }

    /// <summary>After a write: the claims that stand in the store again are known.</summary>
    public async Task AppliedAsync()
    {
        // Whether the claim that stands is that of a worker with a lease, or a newer one, shows when it renews.
        foreach (var handing in Holdings.Where(
            handing => handing.Build is null && handing.Forgotten is not null && handing == handing.Task.Handings[^1]).ToList())
        {
            // With a release record it is handed out again.
            if (await ground.HasClaimAsync(handing.Group, handing.Task.Id) && !await ground.HasRecordAsync(handing.Group, handing.Task.Id))
            {
                await RememberAsync(handing, isDoubled: Holdings.Exists(other => other != handing && other.Task == handing.Task));
            }
        }
    }

    /// <summary>The store knows of a handing out again, unless somebody else has the task or may get it.</summary>
    private async Task RememberAsync(Handing handing, bool isDoubled)
    {
        var task = handing.Task;
        // A cancel that came while nobody knew of the worker named no group where it asks, and a claim in another group stands before its mark,
        // also when that worker is dead.
        var isElsewhere = task.Handings.Exists(later => later.At > handing.At && later.Group != handing.Group);
        if (handing.Forgotten is not null && task.CancelledAt is null && !isElsewhere && !isDoubled && !(await WaitingAsync()).Contains(task.Id))
        {
            handing.Forgotten = null;
        }
    }

    /// <summary>Soon after the last fault, without patience: whoever is listed waits once or is held, but for what patience is for.</summary>
    /// <param name="parked">The ids of the parked tasks.</param>
    /// <param name="isHeldAsync">Whether there is no room for a task.</param>
    public async Task CheckSoonAsync(IReadOnlySet<string> parked, Func<FrontendTask, Task<bool>> isHeldAsync)
    {
        CheckParked(parked);
        var waiting = await WaitingAsync();
        foreach (var task in frontend.Listed.Where(task => ScheduleConfiguration.Architectures.Contains(task.Architecture)))
        {
            var copies = waiting.Count(id => id == task.Id);
            var holdings = Holdings.Where(holding => holding.Task == task).ToList();
            if (copies + holdings.Count > 1)
            {
                Found(
                    $"task {task.Id} is there {copies + holdings.Count} times",
                    holdings.Find(holding => holding.Forgotten is not null)?.Forgotten ?? task.DuplicateElements);
            }
            else if (copies + holdings.Count == 0 && !task.MayWait && !parked.Contains(task.Id) && !await isHeldAsync(task))
            {
                Found($"task {task.Id} is listed and nobody can get it", null);
            }
        }
    }

    /// <summary>When patience and absences have done their work: whoever is listed waits, once, or is parked.</summary>
    /// <param name="parked">The ids of the parked tasks.</param>
    /// <param name="isHeldAsync">Whether there is no room for a task.</param>
    /// <param name="unnamed">Why the leader cannot know of a group; null when it does.</param>
    public async Task CheckLateAsync(IReadOnlySet<string> parked, Func<FrontendTask, Task<bool>> isHeldAsync, Func<string, string?> unnamed)
    {
        CheckParked(parked);
        var waiting = await WaitingAsync();
        var listed = frontend.Listed.ToList();
        foreach (var task in listed.Where(task => ScheduleConfiguration.Architectures.Contains(task.Architecture)))
        {
            var count = waiting.Count(id => id == task.Id) + (parked.Contains(task.Id) ? 1 : 0);
            if (count != 1 && (count > 1 || !await isHeldAsync(task)))
            {
                Found(
                    $"task {task.Id} is listed and {(count == 0 ? "nobody will ever get it" : $"there {count} times")}",
                    count > 1 ? task.DuplicateElements : null);
            }
        }

        foreach (var group in Ground.Groups)
        {
            foreach (var id in (await ground.ListedAsync(group)).Except(listed.Select(task => task.Id)))
            {
                Found($"task {id} waits and is not listed", unnamed(group));
            }
        }
    }

    /// <summary>When nothing is listed any more.</summary>
    public async Task CheckEmptyAsync(Func<string, string?> unnamed)
    {
        foreach (var group in Ground.Groups)
        {
            if (await ground.ListedAsync(group) is { Count: > 0 } waiting)
            {
                Found($"the list of group {group} still has {string.Join(", ", waiting)}", unnamed(group));
            }

            if (await ground.KeptAsync(group) is { Count: > 0 } kept)
            {
                Found($"the claims and marks of group {group} still have {string.Join(", ", kept)}", unnamed(group));
            }
        }
    }

    public void Failed(CycleReport? report)
    {
        if (report?.Error is { } error and not CoprJobGrabException)
        {
            result.Violations.Add($"a cycle failed: {error}");
        }
    }

    /// <summary>What must not be, unless there is a cause for which it cannot be avoided.</summary>
    /// <param name="what">What was found.</param>
    /// <param name="cause">Why it cannot be avoided; null when it can.</param>
    /// <param name="handing">Whose excuse counts once, however often it asks; null when each counts.</param>
    public void Found(string what, string? cause, Handing? handing = null)
    {
        if (cause is null)
        {
            result.Violations.Add(what);
        }
        else if (handing?.Excused.Add(cause) != false)
        {
            result.Unavoidable[cause] = result.Unavoidable.GetValueOrDefault(cause) + 1;
        }
    }

    /// <summary>Nobody's task is set aside before it failed as often as allowed.</summary>
    private void CheckParked(IReadOnlySet<string> parked)
    {
        foreach (var task in frontend.Listed.Where(task => parked.Contains(task.Id) && task.Attempts < MostAttempts))
        {
            Found($"task {task.Id} is set aside after {task.Attempts} of {MostAttempts} attempts", null);
        }
    }

    /// <summary>Why a worker may not hear of a cancel; null when it must.</summary>
    private string? KeptBecause(Handing handing) =>
        handing.ForgottenStop ?? ForgottenEnd(handing.Task, handing.Group) ?? (handing.Task.CancelledIn.Contains(handing.Group) ? null : handing.Forgotten);

    /// <summary>Why the store may not know of an end or a cancel; null when it does, or has learned it from the lists since.</summary>
    private string? ForgottenEnd(FrontendTask task, string group) => Lists.HadTwoSince(task.ForgottenEndAt, group) ? null : task.ForgottenEnd;

    /// <summary>What a forgotten worker says of its task is heard as said of the newer claim.</summary>
    private string? Forgotten(Handing handing) => handing.Forgotten
        ?? handing.Task.Handings.Find(other => other.Forgotten is not null && (other.SpokeAt > handing.At || Holdings.Contains(other)))?.Forgotten;

    private async Task<List<string>> WaitingAsync() => [.. await ground.ListedAsync("0"), .. await ground.ListedAsync("1")];
}
