using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using CoprJobGrab.Model;

namespace CoprJobGrab.Telemetry;

/// <summary>
/// The instruments of one grabber: the constructor is their table. Events tell it what happened, and the cycle what it saw.
/// </summary>
internal sealed class GrabberMeter : IDisposable
{
    // From a hundredth of a second to a day
    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400] };

    private readonly Meter? _own;
    private readonly TimeProvider _time;
    private readonly string? _name;
    private readonly ConcurrentDictionary<long, (ActionType Type, long Began)> _running = [];
    private readonly Counter<long> _enqueued, _requeued, _sent, _withdrawn, _repairs, _dropped;
    private readonly Histogram<double> _polls, _waits, _cancels, _actions;
    private readonly Instrument[] _ofGroups;
    private volatile Measurement<double>[] _role = [], _epoch = [], _listed = [], _refused = [], _held = [], _depths = [], _ages = [], _claims = [];
    private volatile Measurement<double>[] _reports = [], _untold = [];
    private long _freshSince;
    private Action<Exception> _tellFailure = static _ => { };

    public GrabberMeter(IMeterFactory? meters, TimeProvider time, string? name = null)
    {
        var options = new MeterOptions(TelemetryNames.Source) { Version = TelemetryNames.Version };
        (_time, _name, _own) = (time, name, meters is null ? new Meter(options) : null);
        var meter = _own ?? meters!.Create(options);
        Gauge("role", "{grabber}", "1 while the grabber leads, 0 while it stands by.", () => _role);
        Gauge("epoch", "{epoch}", "The number of the lead.", () => _epoch);
        Gauge("poll.age", "s", "The time since the last successful poll, or since the lead was taken.", () => _epoch.Length == 0 ? [] : [Of(SinceFresh())]);
        _polls = Histogram("poll.duration", "The time that a poll took.");
        Gauge("tasks.listed", "{task}", "Records in the frontend's builds list.", () => _listed);
        Gauge("tasks.refused", "{task}", "Listed tasks that no builder group takes.", () => _refused);
        var held = Gauge("tasks.held", "{task}", "Listed tasks that may not run yet.", () => _held);
        _enqueued = Counter("tasks.enqueued", "{task}", "Tasks that were pushed for the first time.");
        _requeued = Counter("tasks.requeued", "{task}", "Tasks that were pushed again: attempts after the first.");
        _sent = meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Elements that were pushed: all attempts.");
        _withdrawn = Counter("tasks.withdrawn", "{task}", "Tasks whose claims a plan has ended.");
        _waits = Histogram("task.wait", "The time from the first list with a task to its first push.");
        _repairs = Counter("repairs", "{repair}", "What was amiss in the queues and was mended.");
        var depth = Gauge("queue.depth", "{task}", "Elements in the list of a builder group.", () => _depths);
        var age = Gauge("queue.oldest.age", "s", "The time that the oldest task of a list has waited.", () => _ages);
        var claims = Gauge("claims", "{claim}", "Claims of a builder group.", () => _claims);
        var untold = Gauge("builds.untold", "{build}", "Ended builds that the frontend is still to be told of.", () => _untold);
        Gauge("actions.running", "{action}", "Actions that are in a handler.", () => [.. _running.Values.CountBy(run => run.Type).Select(CountOf)]);
        _actions = Histogram("action.duration", "The time that an attempt of an action took.");
        Gauge("reports.outstanding", "{report}", "Reports that the frontend has not taken.", () => _reports);
        _cancels = Histogram("cancel.latency", "The time from the first list with a cancel request to its decision.");
        _dropped = Counter("events.dropped", "{event}", "Events that a sink has lost, and task-end messages that were lost.");
        _ofGroups = [held, depth, age, claims, untold];

        Instrument Gauge(string what, string unit, string description, Func<Measurement<double>[]> values) =>
            meter.CreateObservableGauge<double>($"coprjobgrab.{what}", values, unit, description);
        Counter<long> Counter(string what, string unit, string description) => meter.CreateCounter<long>($"coprjobgrab.{what}", unit, description);
        Histogram<double> Histogram(string what, string description) =>
            meter.CreateHistogram($"coprjobgrab.{what}", "s", description, tags: null, Seconds);
    }

    private bool IsAsked => Array.Exists(_ofGroups, gauge => gauge.Enabled);

    /// <summary>Gives the meter a way to tell what a listener has thrown.</summary>
    public void TellFailuresTo(Action<Exception> tell) => Volatile.Write(ref _tellFailure, tell);

    public void RoleIs(bool leads, long epoch)
    {
        Volatile.Write(ref _freshSince, _time.GetTimestamp());
        (_role, _epoch) = ([Of(leads ? 1 : 0)], leads ? [Of(epoch)] : []);
        _listed = _refused = _held = _depths = _ages = _claims = _untold = _reports = [];
    }

    public void Observed(QueueState state)
    {
        if (!IsAsked)
        {
            return;
        }

        var groups = CyclePicture.Of(state);
        _depths = [.. groups.Select(group => Of(state.Groups[group.GroupId].Waiting, (TelemetryNames.Group, group.GroupId)))];
        _ages = [.. groups.Where(group => group.Oldest is not null).Select(group =>
            Of(Math.Max(0, (state.Groups[group.GroupId].Time - group.Oldest!.Value).TotalSeconds), (TelemetryNames.Group, group.GroupId)))];
        var ended = state.Claims.Values.Where(claim => claim.IsEnded).CountBy(claim => claim.GroupId).ToDictionary(StringComparer.Ordinal);
        _untold = [.. groups.Select(group => Of(ended.GetValueOrDefault(group.GroupId), (TelemetryNames.Group, group.GroupId)))];
        _claims = [.. groups.SelectMany(_ => Enum.GetValues<ClaimState>(), (group, claims) =>
            Of(group.Of(claims), (TelemetryNames.Group, group.GroupId), ("coprjobgrab.claim.state", TelemetryNames.Of(claims))))];
    }

    public void Planned(GrabPlan plan) => _held = !IsAsked ? [] :
    [
        .. plan.Tasks.Select(task => task.Decision).OfType<Decision.Hold>().CountBy(hold => (hold.GroupId, hold.Cause))
            .Select(held => Of(held.Value, (TelemetryNames.Group, held.Key.GroupId), (TelemetryNames.Reason, TelemetryNames.Of(held.Key.Cause)))),
    ];

    public void Polled(CycleReport report)
    {
        Volatile.Write(ref _freshSince, report.HasPolled ? _time.GetTimestamp() : _freshSince);
        if (report is { Ok: true, Role: GrabberRole.Leader })
        {
            (_listed, _refused) = ([Of(report.Listed)], [Of(report.Refused)]);
        }

        var outcome = report.Role == GrabberRole.Standby && report.Ok ? "standby" : report.Ok ? "ok" : report.Partial ? "partial" : "failed";
        Tell(_polls, report.Elapsed.TotalSeconds, (TelemetryNames.Outcome, outcome), (TelemetryNames.ErrorType, TelemetryNames.Of(report.Error)));
    }

    public void AreOutstanding(IEnumerable<(string Kind, int Count)> reports) =>
        _reports = _epoch.Length == 0 ? [] : [.. reports.Select(outbox => Of(outbox.Count, (TelemetryNames.Kind, outbox.Kind)))];

    public void Sent(string groupId, int count, bool isAgain)
    {
        Tell(isAgain ? _requeued : _enqueued, count, (TelemetryNames.Group, groupId));
        Tell(_sent, count, TelemetryNames.OfSend(groupId));
    }

    /// <summary>Tasks were pushed for the first time.</summary>
    public void HandedOut(GrabPlan plan, IReadOnlyList<GroupResult> applied)
    {
        foreach (var group in applied.Where(group => _waits.Enabled && group.Enqueued.Count > 0))
        {
            var pushed = group.Enqueued.ToHashSet(StringComparer.Ordinal);
            foreach (var task in plan.Groups.First(planned => planned.GroupId == group.GroupId).Enqueue.Where(task => pushed.Contains(task.TaskId)))
            {
                var architecture = task.Task.Architecture ?? "source";
                Tell(_waits, task.ListedFor.TotalSeconds, (TelemetryNames.Group, group.GroupId), ("coprjobgrab.architecture", architecture));
            }
        }
    }

    public void Withdrawn(string groupId, int count) => Tell(_withdrawn, count, (TelemetryNames.Group, groupId));

    public void Repaired(IReadOnlyList<GroupResult> applied)
    {
        foreach (var group in applied)
        {
            Repaired("orphan_adopted", group.Repaired.Adopted, group.GroupId);
            Repaired("element_removed", group.Repaired.Removed, group.GroupId);
        }
    }

    public void Repaired(string kind, int count, string? groupId)
    {
        if (count > 0)
        {
            Tell(_repairs, count, (TelemetryNames.Kind, kind), (TelemetryNames.Group, groupId));
        }
    }

    public void Cancelled(bool wasRunning, TimeSpan waited) =>
        Tell(_cancels, waited.TotalSeconds, (TelemetryNames.Outcome, wasRunning ? "running" : "not_running"));

    public void Began(ActionTask action) => _running[action.Id] = (action.Type, _time.GetTimestamp());

    public void Ended(ActionTask action, string outcome)
    {
        if (_running.TryRemove(action.Id, out var run))
        {
            var type = TelemetryNames.Of(action.Type);
            Tell(_actions, _time.GetElapsedTime(run.Began).TotalSeconds, (TelemetryNames.ActionType, type), (TelemetryNames.Outcome, outcome));
        }
    }

    public void Dropped(string? sink, long count) => Tell(_dropped, count, ("coprjobgrab.sink", sink ?? "task_ends"));

    public void Dispose() => _own?.Dispose();

    private double SinceFresh() => _time.GetElapsedTime(Volatile.Read(ref _freshSince)).TotalSeconds;

    private Measurement<double> CountOf(KeyValuePair<ActionType, int> type) => Of(type.Value, (TelemetryNames.ActionType, TelemetryNames.Of(type.Key)));

    private Measurement<double> Of(double value, params ReadOnlySpan<(string, string?)> tags) => new(value, Tags(tags));

    private void Tell(Instrument instrument, double value, params ReadOnlySpan<(string, string?)> tags)
    {
        if (!instrument.Enabled)
        {
            return;
        }

        try
        {
            if (instrument is Counter<long> counter)
            {
                counter.Add((long)value, Tags(tags));
            }
            else
            {
                ((Histogram<double>)instrument).Record(value, Tags(tags));
            }
        }
#pragma warning disable CA1031 // Whatever a listener throws costs this measurement only.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Volatile.Read(ref _tellFailure)(fault);
        }
    }

    private TagList Tags(params ReadOnlySpan<(string Key, string? Value)> tags)
    {
        var all = _name is null ? new TagList() : new TagList { { "coprjobgrab.name", _name } };
        foreach (var (key, value) in tags)
        {
            if (value is not null)
            {
                all.Add(key, value);
            }
        }

        return all;
    }
}
