namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>
/// Knows when each task was handed out, when each grabber observed and what the store lost when, and from that alone which handings out nobody can know of.
/// It does not look into what a grabber believes.
/// </summary>
internal sealed class Losses(Ground ground, ScheduleFrontend frontend, Checker checker, ScarcityCheck scarcity, Func<IReadOnlyList<ScheduleGrabber>> alive)
{
    private readonly Dictionary<string, long> _without = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _marksLostAt = new(StringComparer.Ordinal);
    private readonly List<ScheduleGrabber> _grabbers = [];
    private HashSet<string> _named = [];
    private bool _hasLostRegistry;
    private readonly OlderPictures _pictures = new();
    private long _wentBackAt;
    private ScheduleGrabber? _keeper;
    private int _runOuts;

    /// <summary>Whose epoch is the newest; null before the first lead.</summary>
    public ScheduleGrabber? Leader { get; private set; }

    /// <summary>A grabber asked who leads.</summary>
    public void Asked(ScheduleGrabber grabber, Lead answer) => _pictures.Asked(grabber, answer, checker.Next());

    public void Joined(ScheduleGrabber grabber) => _grabbers.Add(grabber);

    public void Led(ScheduleGrabber grabber)
    {
        Leader = grabber;
        grabber.Lists.Clear();
        grabber.Sightings.Clear();
    }

    /// <param name="grabber">Who.</param>
    /// <param name="state">What.</param>
    /// <param name="beginsList">Whether a list is fetched after it.</param>
    public void Observed(ScheduleGrabber grabber, QueueState state, bool beginsList)
    {
        grabber.ObservedAt = checker.Next();
        if (beginsList)
        {
            grabber.ListObservedAt = grabber.ObservedAt;
            grabber.Revivable.Clear();
            grabber.Sightings.Observed(state);
        }

        _named = [.. state.Groups.Keys];
        Looked(grabber, state);
    }

    /// <summary>A grabber saw what is taken, and plans nothing from that.</summary>
    public void Looked(ScheduleGrabber grabber, QueueState state)
    {
        foreach (var group in state.Groups.Values.Where(group => group.Incarnation is not null))
        {
            grabber.SawClaimsAt[group.GroupId] = checker.Now;
        }
    }

    /// <summary>
    /// The first write after a loss of the claims begins new ones: what its writer could not know to be taken is known to nobody from then on.
    /// </summary>
    public async Task AppliedAsync(ScheduleGrabber grabber, QueueState observed, IReadOnlyList<GroupResult> written)
    {
        checker.Next();
        await scarcity.AppliedAsync(written);
        var enqueued = written.SelectMany(group => group.Enqueued).ToList();
        foreach (var taskId in enqueued.Where(grabber.Revivable.Contains))
        {
            frontend.Find(taskId).DuplicateElements = Causes.RecordLost;
        }

        var stale = enqueued.Concat(written.SelectMany(group => group.Requeued)).Where(grabber.Sightings.Stale.Contains);
        foreach (var taskId in stale)
        {
            frontend.Find(taskId).DuplicateElements = grabber.Sightings.IsGivenBack(taskId) ? Causes.GivenBack
                : grabber.Sightings.KnowsThatItWasGone(taskId, grabber.FetchedTime) ? frontend.Find(taskId).DuplicateElements
                : Causes.StaleList;
        }

        if (_hasLostRegistry)
        {
            await FindLeftBehindAsync(observed, enqueued);
        }

        var refused = written.Where(group => group.Stale || group.FencedBy is not null).Select(group => group.GroupId).ToHashSet();
        if (!grabber.TopsUp)
        {
            checker.Lists.Applied(grabber, observed.Groups.Keys.Except(refused));
        }

        foreach (var (group, lostAt) in _without.Where(group => group.Value < grabber.ObservedAt && !refused.Contains(group.Key)).ToList())
        {
            if (await ground.HasIncarnationAsync(group))
            {
                _without.Remove(group);
            }

            foreach (var handing in Known.Where(handing => handing.Group == group && IsUnknownTo(grabber, handing, SignSeen(grabber, handing, written))))
            {
                handing.Forgotten ??= CauseOf(handing);
                handing.Replaced(grabber, checker.Now);
            }
        }

        foreach (var group in Ground.Groups.Except(refused).Where(_ => grabber.ObservedAt > _wentBackAt))
        {
            _pictures.Wrote(grabber, group, CauseOf);
        }

        foreach (var group in written)
        {
            var handedOutAgain = checker.Holdings.Where(
                handing => handing.Group == group.GroupId && group.Enqueued.Concat(group.Requeued).Contains(handing.Task.Id));
            handedOutAgain.ToList().ForEach(handing => handing.Replaced(grabber, checker.Now));
        }

        await checker.AppliedAsync();
    }

    /// <summary>The store lost something.</summary>
    /// <param name="what">What.</param>
    /// <param name="groups">Of which groups.</param>
    /// <param name="listed">What stood in the list of one of them before.</param>
    public async Task LostAsync(StepKind what, IReadOnlyList<string> groups, IReadOnlyList<string> listed)
    {
        scarcity.Lost();
        checker.Next();
        if (what is StepKind.LoseAll or StepKind.Restart)
        {
            FindKeeper();
        }

        await LostReportsAsync();
        await LostClaimsAsync(groups);
        if (what is StepKind.LoseMarks or StepKind.LoseAll or StepKind.Restart)
        {
            await LostMarksAsync(groups);
        }

        _hasLostRegistry |= what == StepKind.LoseRegistry;
        foreach (var task in frontend.Tasks)
        {
            var isLostFromList = what == StepKind.LoseList && listed.Contains(task.Id);
            task.LostFromList += isLostFromList ? 1 : 0;
            task.MayWait |= isLostFromList
                || (what is not (StepKind.LoseRegistry or StepKind.LoseList) && task.Handings.Exists(handing => groups.Contains(handing.Group)));
        }
    }

    /// <summary>Why the leader cannot know of a group; null when it does, or should.</summary>
    public string? Unnamed(string group) => _hasLostRegistry && !_named.Contains(group) ? Causes.RegistryLost : null;

    /// <summary>Why a grabber that has just observed cannot know of a handing out; null when it must.</summary>
    public string? CauseFor(ScheduleGrabber grabber, Handing handing) =>
        handing.Forgotten
            ?? (_without.TryGetValue(handing.Group, out var lostAt) && lostAt < grabber.ObservedAt && IsUnknownTo(grabber, handing, handing.SignedAt)
                ? CauseOf(handing)
                : Unnamed(handing.Group));

    public void Pictured()
    {
        checker.Lists.Pictured();
        _pictures.Taken(checker.Next());
    }

    /// <summary>The store went back to its last picture: what happened since is forgotten.</summary>
    public async Task WentBackAsync()
    {
        scarcity.Lost();
        _wentBackAt = checker.Next();
        FindKeeper();
        checker.Lists.WentBack();
        _pictures.CameBack(Known, _grabbers);
        await LostReportsAsync();
        await LostClaimsAsync(Ground.Groups);
        foreach (var task in frontend.Tasks.Where(task => task.EndedAt > _pictures.At || task.CancelledAt > _pictures.At))
        {
            (task.ForgottenEnd, task.ForgottenEndAt) = (Causes.OlderPicture, checker.Now);
        }

        foreach (var handing in checker.Holdings.Where(handing => handing.ToldAt > _pictures.At))
        {
            handing.ForgottenWord ??= Causes.OlderPicture;
        }

        foreach (var task in frontend.Tasks.Where(task => task.Handings.Count > 0))
        {
            task.MayWait = true;
        }
    }

    /// <summary>Those that somebody may still hear of: of live workers, and those that ended their tasks.</summary>
    private IEnumerable<Handing> Known => checker.Holdings.Concat(frontend.Tasks.Select(task => task.EndedBy).OfType<Handing>());

    /// <summary>
    /// Handed out before it observed, and not seen when it last saw claims, while its list may still have the task; and no lease tells of it.
    /// </summary>
    private bool IsUnknownTo(ScheduleGrabber grabber, Handing handing, long signedAt) =>
        !handing.IsSeenBy(grabber) && handing.At < grabber.ObservedAt && handing.Task.EndedAfter(grabber.ListObservedAt)
        && (handing.Build is null || signedAt < _marksLostAt.GetValueOrDefault(handing.Group));

    /// <summary>The sign of a lease that a write meets: the newest, but in another group than the worker's only what was observed before.</summary>
    private static long SignSeen(ScheduleGrabber grabber, Handing handing, IReadOnlyList<GroupResult> written) =>
        written.Any(group => group.GroupId != handing.Group && group.Enqueued.Contains(handing.Task.Id))
            ? handing.SignedBefore(grabber.ObservedAt)
            : handing.SignedAt;

    private string? CauseOf(Handing handing) => CauseOf([.. _grabbers.Where(handing.IsSeenBy)]);

    private string? CauseOf(IReadOnlyCollection<ScheduleGrabber> saw)
    {
        if (_keeper is { } keeper && ground.RunOuts == _runOuts && alive().Contains(keeper) && saw.Contains(keeper))
        {
            return null;
        }

        return saw.Count == 0 ? Causes.PoppedUnseen : saw.Any(alive().Contains) ? Causes.SeenByAnother : Causes.SeenByNoneLeft;
    }

    /// <summary>
    /// Who leads again after a loss of everything, unless it is killed or stands still for a lease: nobody is excused for what that one had seen.
    /// </summary>
    private void FindKeeper()
    {
        var last = alive().Where(grabber => ground.LedLast(grabber.Lease)).ToList();
        (_keeper, _runOuts) = (last is [var only] && only == Leader ? only : null, ground.RunOuts);
    }

    private async Task LostReportsAsync()
    {
        foreach (var handing in checker.Holdings.Where(handing => handing.IsEnded))
        {
            handing.IsReportLost |= !await ground.HasReportAsync(handing.Group, handing.Task.Id);
        }
    }

    private async Task LostClaimsAsync(IReadOnlyList<string> groups)
    {
        foreach (var group in groups)
        {
            if (!await ground.HasIncarnationAsync(group))
            {
                _without.TryAdd(group, checker.Now);
                checker.Holdings.Where(handing => handing.Group == group).ToList().ForEach(handing => handing.ClaimLostAt = checker.Now);
            }
        }
    }

    private async Task LostMarksAsync(IReadOnlyList<string> groups)
    {
        foreach (var group in groups)
        {
            _marksLostAt[group] = checker.Now;
            if (!await ground.HasIncarnationAsync(group))
            {
                // The claims are lost too: whether a grabber knows of the lease shows its write.
                continue;
            }

            foreach (var handing in checker.Holdings.Where(handing => handing.Group == group && handing.Build is not null))
            {
                handing.Forgotten ??= await ground.HasClaimAsync(group, handing.Task.Id) ? null : Causes.LeaseLost;
            }
        }

        foreach (var handing in checker.Holdings.Where(handing => handing.ToldAt is not null && groups.Contains(handing.Group)))
        {
            handing.ForgottenWord ??= Causes.StopLost;
        }

        foreach (var handing in checker.Holdings.Where(handing => handing.Task.CancelledAt is not null && groups.Contains(handing.Group)))
        {
            handing.ForgottenStop ??= Causes.StopLost;
        }

        foreach (var grabber in _grabbers.Where(grabber => grabber.HasListInHand))
        {
            grabber.Revivable.UnionWith(
                frontend.Tasks.Where(task => grabber.ListObservedAt < (task.CancelledAt ?? task.EndedAt) && MayHaveRecordIn(groups, task))
                    .Select(task => task.Id));
        }
    }

    private static bool MayHaveRecordIn(IReadOnlyList<string> groups, FrontendTask task) =>
        task.CancelledIn.Concat(task.Handings.Select(handing => handing.Group)).Any(groups.Contains);

    /// <summary>Who does not know of a group enqueues what is in it.</summary>
    private async Task FindLeftBehindAsync(QueueState observed, IReadOnlyList<string> enqueued)
    {
        foreach (var group in Ground.Groups.Where(group => !observed.Groups.ContainsKey(group)))
        {
            var waiting = await ground.ListedAsync(group);
            foreach (var task in enqueued.Select(frontend.Find).Where(task => waiting.Contains(task.Id)
                || task.Handings.Exists(handing => handing.Group == group)))
            {
                task.DuplicateElements ??= Causes.RegistryLost;
            }
        }
    }
}
