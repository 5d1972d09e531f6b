using System.Runtime.InteropServices;

namespace CoprJobGrab.Scheduling;

/// <summary>
/// Keeps the facts of tasks from one list to the next: their records, and the sandbox of their first sight. A lead has one cache, and makes one plan at a time
/// with it.
/// </summary>
internal sealed class TaskCache
{
    // A task that was in no list and no claim for so many lists is forgotten. Plans between two lists see only what was held, so they do not count.
    private const int ForgottenAfter = Absences.Lists;
    // The most tasks that are kept although they are in no list and no claim.
    private const int MostGone = 100_000;

    private readonly Dictionary<string, CachedTask> _tasks = new(StringComparer.Ordinal);
    private readonly KnownClaims _claims = new();
    private readonly TaskCache? _before;
    // The facts of the tasks of this list and of the one before, in their order: nearly all of them come again in it, and need not be looked up.
    private List<CachedTask> _listed = [], _listedBefore = [];
    private int _next;
    private readonly Queue<(int List, TimeSpan Time)> _young = new();
    private LimitCounters _counters = new(SchedulingRules.None);
    private TimeSpan _now;
    private int _lists;
    private int _seen;
    private int _oldEnough;

    public TaskCache()
    {
    }

    /// <summary>A cache for a plan that is not carried out: it knows which tasks were gone and are back, as the other does.</summary>
    public TaskCache(TaskCache before) => (_before, _lists) = (before, before._lists);

    /// <summary>The number of the plan that is being made.</summary>
    public int Plan { get; private set; }

    public SchedulingRules Rules => _counters.Rules;

    /// <summary>The decisions of the plan; the next plan writes over them.</summary>
    public List<PlannedTask> Decisions { get; } = [];

    /// <summary>The tasks to be pushed or held, in order; the next plan writes over them.</summary>
    public List<DueTask> Due { get; } = [];

    /// <summary>Begins the plan of a list.</summary>
    /// <param name="rules">The limits and priorities.</param>
    /// <param name="now">The time of the list.</param>
    /// <param name="memory">How long a task that is gone is remembered at least.</param>
    /// <param name="observed">The queues. Only claims that have changed since the list before are looked up.</param>
    public void BeginList(SchedulingRules rules, TimeSpan now, TimeSpan memory, QueueState observed)
    {
        Begin(rules);
        _claims.Begin(observed, _tasks);
        for (_now = now; _young.TryPeek(out var list) && now - list.Time >= memory; _young.Dequeue())
        {
            _oldEnough = list.List;
        }

        if (_tasks.Count - _seen > MostGone)
        {
            ForgetOldest(_tasks.Count - _seen - (MostGone * 9 / 10));
        }

        (_listed, _listedBefore, _next, _seen) = (_listedBefore, _listed, 0, 0);
        _listed.Clear();
        if (++_lists % ForgottenAfter == 0)
        {
            Forget();
        }

        _young.Enqueue((_lists, now));
    }

    /// <summary>Begins a plan.</summary>
    public void Begin(SchedulingRules rules)
    {
        Plan++;
        Decisions.Clear();
        Due.Clear();
        if (!ReferenceEquals(rules, _counters.Rules) || _counters.Profiles > (2 * _tasks.Count) + 1000)
        {
            _counters = new LimitCounters(rules);
        }
    }

    /// <summary>So many tasks are about to be seen; growing step by step would touch twice the memory. Those that may be claimed are not due.</summary>
    public void MakeRoom(int tasks, int claimed)
    {
        _tasks.EnsureCapacity(tasks);
        _listed.EnsureCapacity(tasks);
        Decisions.EnsureCapacity(tasks);
        Due.EnsureCapacity(Math.Max(0, tasks - claimed));
    }

    /// <summary>Notes that a list has a record that cannot be used: its task has not ended.</summary>
    public void NoteMalformed(string taskId)
    {
        var facts = Facts(taskId);
        facts.MalformedIn = Plan;
        Arrive(facts);
    }

    /// <summary>Notes that a list does not have the task of a claim: an earlier one had it.</summary>
    public void Miss(string taskId)
    {
        var facts = Facts(taskId);
        facts.HadIn = facts.HadIn == 0 ? CachedTask.BeforeAny : facts.HadIn;
    }

    /// <summary>The facts of a task of this list.</summary>
    /// <param name="place">Its place among the decisions.</param>
    public CachedTask At(int place) => _listed[place];

    /// <summary>The tasks that the list before had, and this one has not.</summary>
    public IEnumerable<string> Gone => _listedBefore.Where(facts => facts.ListedIn != Plan).Select(facts => facts.TaskId);

    public bool IsPlanned(string taskId) => _tasks.TryGetValue(taskId, out var facts) && facts.ListedIn == Plan;

    public bool IsMalformed(string taskId) => _tasks.TryGetValue(taskId, out var facts) && facts.MalformedIn == Plan;

    /// <summary>Looks up, or begins, the facts of a listed task.</summary>
    public CachedTask Find(string taskId)
    {
        var facts = Listed(taskId);
        _claims.NoteIn(facts);
        return facts;
    }

    /// <summary>Notes that the list has this task, which a mark may say has ended; false when the list had its id before.</summary>
    public bool See(CachedTask facts, BuildTask task, string? endedBy)
    {
        if (facts.ListedIn == Plan)
        {
            return false;
        }

        var claim = facts.Claim;
        (facts.ListedIn, facts.Place) = (Plan, _listed.Count);
        _listed.Add(facts);
        Arrive(facts);
        facts.BackSince = endedBy is not null && endedBy != facts.EndedBy ? _now : facts.BackSince;
        facts.EndedBy = endedBy;
        if (facts.Profile is not null && claim is not null)
        {
            // A record may change while a worker has the task, and the old one is not kept for that.
            facts.Build = null;
        }
        else if (facts.Profile is null || facts.Fault is not null || !IsSame(facts.Build, task))
        {
            // A function of the host's that failed is asked again, as its router is.
            facts.Build = task;
            Read(task, facts, claim);
        }

        return true;
    }

    /// <summary>The limits and the turn of a task.</summary>
    public LimitProfile ProfileOf(CachedTask facts) => IsCurrent(facts.Profile!) ? facts.Profile! : facts.Profile = _counters.ProfileOf(facts.Profile!.Keys);

    /// <summary>The limits that count a claim: by the keys of the claim, or of its record when the claim has lost them.</summary>
    public LimitProfile ProfileOf(Claim claim, CachedTask? facts)
    {
        facts ??= Facts(claim.TaskId);
        if (claim.Limits.IsEmpty && facts.Profile is not null)
        {
            return ProfileOf(facts);
        }

        if (facts.ClaimProfile is null || !ReferenceEquals(facts.ClaimKeys, claim.Limits))
        {
            facts.ClaimKeys = claim.Limits;
            facts.ClaimProfile = ReferenceEquals(facts.Profile?.Keys, claim.Limits) ? facts.Profile : _counters.ProfileOf(claim.Limits);
        }

        return IsCurrent(facts.ClaimProfile!) ? facts.ClaimProfile! : facts.ClaimProfile = _counters.ProfileOf(facts.ClaimProfile!.Keys);
    }

    private bool IsCurrent(LimitProfile profile) => ReferenceEquals(profile.Book, _counters);

    private static bool IsSame(BuildTask? one, BuildTask other) =>
        ReferenceEquals(one, other) || (one is not null && one.Json.Span.SequenceEqual(other.Json.Span));

    private CachedTask Listed(string taskId)
    {
        if (_next < _listedBefore.Count && _listedBefore[_next].TaskId == taskId)
        {
            return Seen(_listedBefore[_next++]);
        }

        var facts = Facts(taskId);
        _next = facts.Place < _listedBefore.Count && ReferenceEquals(_listedBefore[facts.Place], facts) ? facts.Place + 1 : _next;
        return facts;
    }

    private CachedTask Facts(string taskId)
    {
        ref var facts = ref CollectionsMarshal.GetValueRefOrAddDefault(_tasks, taskId, out _);
        return Seen(facts ??= _before?._tasks.GetValueOrDefault(taskId) is { } known
            ? new CachedTask(taskId) { HadIn = known.HadIn, EndedBy = known.EndedBy, BackSince = known.BackSince }
            : new CachedTask(taskId) { SeenSince = _now });
    }

    private CachedTask Seen(CachedTask facts)
    {
        _seen += facts.SeenIn == _lists ? 0 : 1;
        facts.SeenIn = _lists;
        return facts;
    }

    /// <summary>A list has the task. If the list before had not, the task is back since now.</summary>
    private void Arrive(CachedTask facts)
    {
        if (facts.HadIn != 0 && facts.HadIn < _lists - 1)
        {
            facts.BackSince = _now;
        }

        facts.HadIn = _lists;
    }

    private void Read(BuildTask task, CachedTask facts, Claim? claim)
    {
        var keys = task.Limits;
        if (keys.HasRandomSandbox)
        {
            var first = claim?.Limits ?? facts.Profile?.Keys;
            keys = first is { HasRandomSandbox: true } ? keys with { Sandbox = first.Sandbox } : keys;
        }

        (keys, facts.Fault) = WithOwn(task, keys);
        facts.Profile = _counters.ProfileOf(keys);
        facts.FrontendPriority = CoprPriority.Of(task.TaskId, task.GivenPriority, keys.Background);
        if (ReferenceEquals(keys, task.Limits))
        {
            // So equal keys of different lists become one object too.
            task.Limits = facts.Profile.Keys;
        }
    }

    private (LimitKeys Keys, Decision.Refuse? Fault) WithOwn(BuildTask task, LimitKeys keys)
    {
        if (Rules.Host.Limits.Count == 0)
        {
            return (keys, null);
        }

        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var limit in Rules.Host.Limits)
        {
            try
            {
                if (limit.KeyOf(task) is { } key)
                {
                    own[limit.Name] = key;
                }
            }
#pragma warning disable CA1031 // Whatever a host's function throws costs this task only.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                return (keys, Decision.Refuse.Because($"The host's limit {limit.Name}", fault));
            }
        }

        return (keys with { Own = own }, null);
    }

    private void Forget()
    {
        foreach (var (taskId, facts) in _tasks)
        {
            if (facts.SeenIn < _lists - ForgottenAfter && facts.SeenIn <= _oldEnough)
            {
                _tasks.Remove(taskId);
            }
            else if (facts.SeenIn < _lists - 1)
            {
                facts.Build = null;
            }
        }
    }

    private void ForgetOldest(int count)
    {
        foreach (var (taskId, _) in _tasks.Where(task => task.Value.SeenIn < _lists).OrderBy(task => task.Value.SeenIn).Take(count).ToList())
        {
            _tasks.Remove(taskId);
        }
    }
}
