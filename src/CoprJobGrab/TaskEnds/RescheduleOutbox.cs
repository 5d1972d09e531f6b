using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.TaskEnds;

/// <summary>Tells the frontend which builds to list again. Holds no cycle up. Safe for several threads.</summary>
internal sealed class RescheduleOutbox : IDisposable
{
    private const int MaxCalls = 4;

    private readonly Lock _lock = new();
    private readonly int _capacity;
    private readonly Outbox<(BuildChroot Build, ClaimCommand? End)> _outbox;
    private List<ClaimCommand> _taken = [];
    private Dictionary<string, Claim> _leased = new(StringComparer.Ordinal);

    /// <summary>No more builds than the capacity are outstanding: a frontend may be away for days, and anybody can publish.</summary>
    public RescheduleOutbox(IFrontendReporter reporter, EventHub events, Pauses pauses, TimeProvider time, int capacity = TaskEndBuffer.DefaultCapacity)
    {
        _capacity = capacity;
        _outbox = new Outbox<(BuildChroot Build, ClaimCommand? End)>(MaxCalls, pauses, time, _lock)
        {
            Next = told => IsMeant(told.End?.Claim) ? token => reporter.RescheduleAsync(told.Build, token).AsTask() : null,
            Taken = (told, _) => _taken.AddRange(told.End is { } ended ? [ended] : []),
            Failed = (told, error, _, pause) =>
            {
                events.NotTaken(ReportKind.Reschedule, told.Build.TaskId, error, pause);
                return true;
            },
        };
        events.Outstanding[ReportKind.Reschedule] = () => GoingOn;
    }

    /// <summary>How many builds the frontend has not taken yet.</summary>
    public int GoingOn => _outbox.Count;

    /// <summary>Begins to tell the frontend to list a build again. When it has taken that, the claim of the task ends, if it has one.</summary>
    /// <returns>False when too many are outstanding, so that the frontend is not told.</returns>
    public bool TryTell(BuildChroot build, ClaimCommand? end)
    {
        lock (_lock)
        {
            if (_outbox.Count >= _capacity)
            {
                return false;
            }

            if (end?.Claim is { State: ClaimState.Leased } claim)
            {
                _leased[claim.TaskId] = claim;
            }

            _outbox.Tell((build, end));
            return true;
        }
    }

    /// <summary>Takes the newest picture of the queues: the frontend is not told of a build that a worker has given a sign of meanwhile.</summary>
    public void Look(QueueState observed)
    {
        // A copy, because the picture changes with the next turn, and calls begin at any time.
        var leased = observed.Claims.Values.Where(claim => claim.State == ClaimState.Leased).ToDictionary(claim => claim.TaskId, StringComparer.Ordinal);
        lock (_lock)
        {
            _leased = leased;
        }
    }

    /// <summary>The claims whose builds the frontend has taken since the last time.</summary>
    public IReadOnlyList<ClaimCommand> TakeAll()
    {
        lock (_lock)
        {
            var taken = _taken;
            _taken = [];
            return taken;
        }
    }

    /// <summary>
    /// Ends every call, and forgets what the frontend has taken. The frontend lists a build that it was not told of again when its time is over.
    /// </summary>
    public void Forget()
    {
        lock (_lock)
        {
            _outbox.Forget();
            _taken = [];
        }
    }

    public void Dispose() => Forget();

    /// <summary>False when the build has ended; or when it is one whose lease was lost, and that was renewed, or its claim has ended.</summary>
    private bool IsMeant(Claim? claim)
    {
        var now = claim is null ? null : _leased.GetValueOrDefault(claim.TaskId);
        return now is not { IsEnded: true }
            && (claim is not { State: ClaimState.Leased } || (now is not null && now.Urn == claim.Urn && now.Mark == claim.Mark));
    }
}
