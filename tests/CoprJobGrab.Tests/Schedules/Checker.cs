namespace CoprJobGrab.Tests.Schedules;

/// <summary>
/// Judges what happens. It knows when each task was popped and when each grabber observed, and from that alone what nobody could know after a loss; it does not look
/// into what a grabber believes.
/// </summary>
internal sealed class Checker(Ground ground, ScheduleFrontend frontend, ScheduleResult result)
{
    private readonly Dictionary<string, long> _without = new(StringComparer.Ordinal);
    private readonly List<ScheduleGrabber> _grabbers = [];
    private bool _hasLostRegistry;
    private long _pictureAt;

    public List<Holding> Holdings { get; } = [];

    /// <summary>The number of the newest thing that happened.</summary>
    public long Now { get; private set; }

    /// <summary>Whose epoch is the newest; null before the first lead.</summary>
    public ScheduleGrabber? Leader { get; private set; }

    public long Next() => ++Now;

    public void Joined(ScheduleGrabber grabber) => _grabbers.Add(grabber);

    public void Led(ScheduleGrabber grabber) => Leader = grabber;

    public void Observed(ScheduleGrabber grabber, QueueState state)
    {
        grabber.ObservedAt = Next();
        foreach (var group in state.Groups.Values.Where(group => group.Incarnation is not null))
        {
            grabber.SawClaimsAt[group.GroupId] = Now;
        }
    }

    /// <summary>What the writer could not know to be taken may come once more by this write: its claim was lost, and was not written again before.</summary>
    public async Task AppliedAsync(ScheduleGrabber grabber, ApplyResult written)
    {
        Next();
        if (written.Groups.Any(group => group.Stale || group.FencedBy is not null))
        {
            return;
        }

        foreach (var (group, lostAt) in _without.Where(group => group.Value < grabber.ObservedAt).ToList())
        {
            if (await ground.HasIncarnationAsync(group))
            {
                _without.Remove(group);
            }

            var saw = grabber.SawClaimsAt.GetValueOrDefault(group);
            foreach (var task in frontend.Tasks.Where(task => task.EndedAfter(grabber.ObservedAt)))
            {
                foreach (var pop in task.Pops.Where(pop => pop.Group == group && pop.At > saw && pop.At < grabber.ObservedAt))
                {
                    task.Excuse ??= _grabbers.Any(other => other.SawClaimsAt.GetValueOrDefault(group) > pop.At) ? Causes.SeenByNoneLeft : Causes.PoppedUnseen;
                }
            }
        }
    }

    public async Task LostAsync(StepKind what)
    {
        Next();
        foreach (var group in Ground.Groups)
        {
            if (!await ground.HasIncarnationAsync(group))
            {
                _without.TryAdd(group, Now);
            }
        }

        if (what == StepKind.LoseMarks)
        {
            foreach (var task in frontend.Tasks.Where(task => _grabbers.Any(grabber => grabber.HasListInHand && grabber.ObservedAt < (task.CancelledAt ?? task.EndedAt))))
            {
                task.Excuse ??= Causes.RecordLost;
            }
        }

        _hasLostRegistry |= what == StepKind.LoseRegistry;
        foreach (var task in frontend.Tasks)
        {
            task.MayWait |= task.Pops.Count > 0 || what == StepKind.LoseList;
        }
    }

    public void Pictured() => _pictureAt = Next();

    /// <summary>The store went back to its last picture: what happened since is forgotten.</summary>
    public void WentBack()
    {
        foreach (var task in frontend.Tasks.Where(task => task.EndedAt > _pictureAt || task.CancelledAt > _pictureAt || task.Pops.Exists(pop => pop.At > _pictureAt)))
        {
            task.Excuse ??= Causes.OlderPicture;
        }
    }

    public void Popped(string taskId, string group, DateTimeOffset since)
    {
        var task = frontend.Find(taskId);
        result.HandedOut++;
        var fault = task.State == TaskState.Ended ? "a worker gets it after its end"
            : task.CancelledAt is not null ? "a worker gets it after its user was told that nobody will"
            : Holdings.Exists(holding => holding.Task == task) ? "two workers have it at once"
            : null;
        if (fault is not null)
        {
            var leftBehind = _hasLostRegistry && task.Pops.Exists(pop => pop.Group != group);
            Found($"task {taskId}: {fault}", task.Excuse ?? (leftBehind ? Causes.RegistryLost : null));
        }

        task.Pops.Add((Next(), group));
        Holdings.Add(new Holding(task, group, since));
    }

    /// <summary>Soon after the last fault, without patience: whoever is listed waits once or is held, but for what patience is for.</summary>
    public async Task CheckSoonAsync(IReadOnlySet<string> parked)
    {
        var waiting = await WaitingAsync();
        foreach (var task in frontend.Listed.Where(task => ScheduleConfiguration.Architectures.Contains(task.Architecture)))
        {
            var count = waiting.Count(id => id == task.Id) + Holdings.Count(holding => holding.Task == task);
            if (count > 1)
            {
                Found($"task {task.Id} is there {count} times", task.Excuse);
            }
            else if (count == 0 && !task.MayWait && !parked.Contains(task.Id))
            {
                Found($"task {task.Id} is listed and nobody can get it", null);
            }
        }
    }

    /// <summary>When patience and absences have done their work: whoever is listed waits, once, or is parked.</summary>
    public async Task CheckLateAsync(IReadOnlySet<string> parked)
    {
        var waiting = await WaitingAsync();
        var listed = frontend.Listed.ToList();
        foreach (var task in listed.Where(task => ScheduleConfiguration.Architectures.Contains(task.Architecture)))
        {
            var count = waiting.Count(id => id == task.Id) + (parked.Contains(task.Id) ? 1 : 0);
            if (count != 1)
            {
                Found($"task {task.Id} is listed and {(count == 0 ? "nobody will ever get it" : $"there {count} times")}", count > 1 ? task.Excuse : null);
            }
        }

        foreach (var id in waiting.Except(listed.Select(task => task.Id)))
        {
            Found($"task {id} waits and is not listed", null);
        }
    }

    /// <summary>When nothing is listed any more.</summary>
    public async Task CheckEmptyAsync()
    {
        foreach (var group in Ground.Groups)
        {
            if (await ground.ListedAsync(group) is { Count: > 0 } waiting)
            {
                Found($"the list of group {group} still has {string.Join(", ", waiting)}", null);
            }

            if (await ground.KeptAsync(group) is { Count: > 0 } kept)
            {
                Found($"the claims and marks of group {group} still have {string.Join(", ", kept)}", null);
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

    private async Task<List<string>> WaitingAsync() => [.. await ground.ListedAsync("0"), .. await ground.ListedAsync("1")];

    private void Found(string what, string? cause)
    {
        if (cause is null)
        {
            result.Violations.Add(what);
        }
        else
        {
            result.Unavoidable[cause] = result.Unavoidable.GetValueOrDefault(cause) + 1;
        }
    }
}
