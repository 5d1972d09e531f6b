using CoprJobGrab.Telemetry;

namespace CoprJobGrab.Events;

/// <summary>Turns what a cycle found into events: each fact once, not in every cycle. The meter is shown the facts themselves.</summary>
internal sealed class CycleEvents(EventHub events, TimeProvider time, GrabberMeter? meter = null)
{
    // More in one cycle tell nobody anything, and would push everything else out of the sinks' buffers.
    private const int MostTold = 100;

    private readonly PollJudge _judge = new(time);
    private readonly ChangeFilter _builds = new();
    private readonly ChangeFilter _actions = new();
    private readonly Dictionary<string, string> _incarnations = new(StringComparer.Ordinal);
    private readonly HashSet<string> _older = new(StringComparer.Ordinal);
    private long? _epoch;
    private long _heldBackIn;
    private bool _standsBy;
    private bool _topUpFails;
    private bool _toldLaterMark;
    private (int Version, int Minimum) _toldTooOld = (-1, -1);

    /// <summary>Tells a lead that is new.</summary>
    public void Led(long epoch)
    {
        if (_epoch != epoch)
        {
            // Where no cycle was fenced, the lease ran out, or the store has lost it, and the lead is taken anew.
            Fenced(0);
            (_epoch, _standsBy) = (epoch, false);
            events.Emit(new RoleChanged(RoleChange.LeadTaken, epoch));
        }
    }

    /// <summary>Tells once in a lead what of other grabbers is waited for before actions begin.</summary>
    public void ActionsWaitFor(long epoch, IReadOnlyList<NotedAction> others, DateTimeOffset? allUntil)
    {
        if (_heldBackIn != epoch && (others.Count > 0 || allUntil is not null))
        {
            _heldBackIn = epoch;
            events.Emit(new ActionsHeldBack(others, allUntil));
        }
    }

    /// <summary>Tells that another leads: once, and first that this one led, if it did.</summary>
    public void StoodBy(long leaderEpoch)
    {
        Fenced(leaderEpoch);
        if (!_standsBy)
        {
            _standsBy = true;
            events.Emit(new RoleChanged(RoleChange.StandingBy));
        }
    }

    /// <summary>Tells that this grabber's lead is over, if it led.</summary>
    public void Fenced(long fencedBy)
    {
        if (_epoch is { } epoch)
        {
            _epoch = null;
            events.Emit(new RoleChanged(RoleChange.LeadLost, epoch, fencedBy));
        }
    }

    public void HandedOver()
    {
        _epoch = null;
        events.Emit(new RoleChanged(RoleChange.LeadHandedOver));
    }

    public void Observed(QueueState state)
    {
        foreach (var group in state.Groups.Values)
        {
            var isOther = _incarnations.TryGetValue(group.GroupId, out var before) && before != group.Incarnation;
            if (isOther || (group.IsOlder && _older.Add(group.GroupId)))
            {
                events.Emit(new QueueStoreLost(group.GroupId));
                _incarnations.Remove(group.GroupId);
            }

            if (!group.IsOlder)
            {
                _older.Remove(group.GroupId);
            }

            TellLaterMark(group);
        }

        meter?.Observed(state);
        Looked(state);
    }

    /// <summary>
    /// Remembers what a grabber that stands by saw, and tells nothing: the leader does.
    /// When this one leads next, it finds out whether the claims were lost meanwhile.
    /// </summary>
    public void Looked(QueueState state)
    {
        foreach (var group in state.Groups.Values.Where(group => group.Incarnation is not null))
        {
            _incarnations[group.GroupId] = group.Incarnation!;
        }
    }

    public void Fetched(TaskSnapshot snapshot, int minimumApiVersion)
    {
        if (snapshot.Builds is not Listing<BuildTask>.Complete builds)
        {
            // The failed cycle tells why; a frontend that is down does not need three more lines.
            return;
        }

        events.Listed(RecordList.Builds, builds.Count);
        TellActions(snapshot.Actions);
        if (snapshot.FrontendApiVersion < minimumApiVersion && _toldTooOld != (snapshot.FrontendApiVersion, minimumApiVersion))
        {
            _toldTooOld = (snapshot.FrontendApiVersion, minimumApiVersion);
            events.Emit(new FrontendTooOld(snapshot.FrontendApiVersion, minimumApiVersion));
        }
    }

    /// <summary>Tells what a plan found.</summary>
    public void Planned(GrabPlan plan)
    {
        meter?.Planned(plan);
        TellFirst(
            plan.Tasks.Where(planned => planned.Decision is Decision.Refuse refuse && _builds.IsNews(planned.Task.TaskId, refuse.Fact)),
            "tasks are refused",
            (planned, rest) => new TaskRefused(planned.Task.TaskId, planned.Decision.Reason + rest) { Error = ((Decision.Refuse)planned.Decision).Error });
        TellFirst(
            plan.RuleFaults.Where(one => _builds.IsNews(one.TaskId, one.Fault.Fact)),
            "tasks have a claim and a rule that failed",
            (one, rest) => new StepFailed(GrabberStep.Rule, one.TaskId, Reason: one.Fault.Reason + rest) { Error = one.Fault.Error });
        TellMalformed(plan.Malformed, _builds, RecordList.Builds);
        foreach (var repeated in plan.Repeated.Where(repeated => _builds.IsNews($"repeated {repeated.TaskId}", "")).ToList().Take(MostTold))
        {
            events.Emit(new RecordUnusable(RecordList.Builds, "its id stands earlier in the list", repeated.TaskId, repeated.Index, IsRepeated: true));
        }

        _builds.EndCycle();
        TellAny(plan.CountedAgain, taskIds => new ClaimsKept(taskIds));
    }

    public void Applied(GrabPlan plan, IReadOnlyList<GroupResult> applied)
    {
        foreach (var group in applied)
        {
            if (group.Fault is { } fault)
            {
                events.Failed(GrabberStep.Group, fault, group.GroupId);
            }

            TellAny(group.Enqueued, taskIds => new TasksEnqueued(group.GroupId, taskIds));
            TellAny(group.Requeued, taskIds => new TasksEnqueued(group.GroupId, taskIds, IsAgain: true));
            TellAny(group.Withdrawn, taskIds => new TasksWithdrawn(group.GroupId, taskIds));
        }

        meter?.HandedOut(plan, applied);
        TellParked(plan, [.. applied.SelectMany(group => group.Parked)]);
    }

    /// <summary>Something was written, in a cycle or beside it.</summary>
    public IReadOnlyList<GroupResult> Wrote(IReadOnlyList<GroupResult> applied)
    {
        meter?.Repaired(applied);
        return applied;
    }

    /// <summary>Tells that held tasks could not be pushed between two cycles.</summary>
    public void TopUpFailed(Exception error)
    {
        if (!_topUpFails)
        {
            _topUpFails = true;
            events.Failed(GrabberStep.TopUps, error);
        }
    }

    public void ToppedUp() => _topUpFails = false;

    /// <summary>The moment from which <see cref="Ended"/> counts.</summary>
    public long Began() => time.GetTimestamp();

    public CycleReport Ended(CycleReport report, long started)
    {
        meter?.AreOutstanding(events.Outstanding.Select(outbox => (TelemetryNames.Of(outbox.Key), outbox.Value())));
        if (report.Role == GrabberRole.Standby)
        {
            _judge.Forget();
        }

        var picture = report.Picture is { } found ? found with { Fault = _judge.FaultOf(found) } : null;
        var timed = report with { Elapsed = time.GetElapsedTime(started), Picture = picture };
        events.Emit(new CycleEnded(timed));
        return timed;
    }

    private void TellLaterMark(GroupState group)
    {
        if (group.LaterMark is { } mark && !_toldLaterMark)
        {
            _toldLaterMark = true;
            events.Doubted(
                $"Builder group {group.GroupId} has a mark that this version does not know ({mark}): "
                    + "a later version of a grabber, a worker or a command has written it. It is read as a lease "
                + "when it names a time, and else as a release, and its task goes on. Bring all of them to the same version.");
        }
    }

    private void TellActions(Listing<ActionListing> actions)
    {
        if (actions is Listing<ActionListing>.NoNews { Error: { } error })
        {
            events.Failed(GrabberStep.ActionList, error);
        }
        else if (actions is Listing<ActionListing>.Complete complete)
        {
            events.Listed(RecordList.Actions, complete.Count);
            TellMalformed(complete.Malformed, _actions, RecordList.Actions);
            _actions.EndCycle();
        }
    }

    private void TellAny(IReadOnlyList<string> taskIds, Func<IReadOnlyList<string>, JobGrabEvent> tell)
    {
        if (taskIds.Count > 0)
        {
            events.Emit(tell(taskIds));
        }
    }

    private void TellParked(GrabPlan plan, HashSet<string> parked) => TellFirst(
        plan.Groups.SelectMany(group => group.Park).Where(park => parked.Contains(park.Claim.TaskId)),
        "tasks are parked",
        (park, rest) => new TaskParked(park.Claim.TaskId, park.Reason + rest));

    private void TellMalformed(IReadOnlyList<MalformedRecord> records, ChangeFilter told, RecordList list) => TellFirst(
        records.Where(record => told.IsNews(Key(record), record.Reason)), "records cannot be used",
        (record, rest) => new RecordUnusable(list, record.Reason + rest, record.TaskId, record.Index));

    /// <summary>
    /// Tells the first ones, and with the next one how many there are more.
    /// All are gone through: what is not gone through would be forgotten, and be news again.
    /// </summary>
    private void TellFirst<T>(IEnumerable<T> news, string what, Func<T, string, JobGrabEvent> tell)
    {
        var count = 0;
        T? firstLeftOut = default;
        foreach (var one in news)
        {
            if (++count <= MostTold)
            {
                events.Emit(tell(one, ""));
            }
            else if (count == MostTold + 1)
            {
                firstLeftOut = one;
            }
        }

        if (count > MostTold)
        {
            events.Emit(tell(firstLeftOut!, $"; this one included, {count - MostTold} more {what} and are not told one by one"));
        }
    }

    private static string Key(MalformedRecord record) => record.TaskId is { } taskId ? $"malformed {taskId}" : $"record {record.Index}";
}
