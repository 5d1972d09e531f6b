using CoprJobGrab.Configuration;
using CoprJobGrab.Events;
using CoprJobGrab.TaskEnds;
using CoprJobGrab.Workers;

namespace CoprJobGrab;

/// <summary>The queues, as they are led: with the epoch and the builder groups of this grabber.</summary>
internal sealed class LedQueue(IBuildQueue queue, CurrentSettings current, TaskEndProcessor taskEnds, CycleEvents events)
{
    private Settings _told = current.Current;
    private long _epoch;
    private bool _isAfterLoss;

    public IBuildQueue Inner => queue;

    /// <summary>The lead says it once, and the queue must hear it, also when the first attempt to tell it fails.</summary>
    public void WentBack() => _isAfterLoss = true;

    /// <summary>Writes the epoch into every group.</summary>
    public async ValueTask LeadAsync(long epoch, Settings settings, CancellationToken cancellationToken)
    {
        (_epoch, _told) = (epoch, settings);
        await queue.LeadAsync(epoch, [.. settings.Groups.Select(group => group.Id)], _isAfterLoss, cancellationToken).ConfigureAwait(false);
        _isAfterLoss = false;
    }

    /// <summary>Observes the queues, beside the start signals of the backend: both go in one round trip.</summary>
    public async ValueTask<(QueueState Observed, long Signals)> ObserveAsync(CancellationToken cancellationToken)
    {
        // This is asked for first and awaited last: each signal that it counts was given before the queues were observed.
        var signals = taskEnds.LookAsync(cancellationToken);
        var observed = await queue.ObserveAsync(cancellationToken).ConfigureAwait(false);
        events.Observed(observed);
        return (observed, await signals.ConfigureAwait(false));
    }

    /// <summary>Tells what workers have left untold; null where no worker says that it is alive.</summary>
    public LeftReports? LeftReports { get; init; }

    /// <inheritdoc cref="TaskEndProcessor.DrainAsync"/>
    public ValueTask EndReportedAsync(QueueState observed, long signals, CancellationToken cancellationToken)
    {
        LeftReports?.Look(observed);
        return taskEnds.DrainAsync(observed, signals, cancellationToken);
    }

    /// <summary>Takes what has changed of the configuration, and the picture that a cycle would have with it, for somebody who only looks.</summary>
    public async ValueTask<(Settings Settings, QueueState Observed)> LookAsync(CancellationToken cancellationToken)
    {
        var settings = current.Take();
        var observed = await queue.LookAsync(cancellationToken).ConfigureAwait(false);
        if (!queue.ServesCommands || ReferenceEquals(settings.Groups, _told.Groups))
        {
            return (settings, observed);
        }

        var configured = settings.Groups.Select(group => group.Id).ToHashSet(StringComparer.Ordinal);
        var groups = observed.Groups.Values.ToDictionary(
            group => group.GroupId, group => group with { IsConfigured = configured.Contains(group.GroupId) }, StringComparer.Ordinal);
        foreach (var groupId in configured)
        {
            groups.TryAdd(groupId, new GroupState(groupId, 0, null, 0) { IsLed = false });
        }

        return (settings, observed with { Groups = groups });
    }

    /// <summary>Writes a plan.</summary>
    /// <exception cref="FencedException">A group has seen a younger epoch, or has lost this one.</exception>
    public async ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        var applied = await WriteAsync(plan, cancellationToken).ConfigureAwait(false);
        events.Applied(plan, applied);
        RefuseFenced(applied);
        if (plan.Lost is { } lost)
        {
            taskEnds.Reschedule(lost);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return applied;
    }

    /// <summary>Writes something between two cycles, to its end. The next cycle tells of a group that could not be written.</summary>
    /// <exception cref="FencedException">A group has seen a younger epoch, or has lost this one.</exception>
    public async ValueTask ApplyBesideAsync(GrabPlan plan) => RefuseFenced(await WriteAsync(plan, CancellationToken.None).ConfigureAwait(false));

    public override string ToString() => $"{queue}";

    private async ValueTask<IReadOnlyList<GroupResult>> WriteAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        using var writing = taskEnds.Writing(plan.Observed);
        return events.Wrote(await queue.ApplyAsync(plan, cancellationToken).ConfigureAwait(false));
    }

    private void RefuseFenced(IReadOnlyList<GroupResult> applied)
    {
        if (applied.Where(group => group.FencedBy is not null).MaxBy(group => group.FencedBy) is { FencedBy: { } fencedBy } group)
        {
            throw new FencedException(group.GroupId, _epoch, fencedBy);
        }
    }
}
