using CoprJobGrab.Cancels;
using CoprJobGrab.Configuration;
using CoprJobGrab.Events;
using CoprJobGrab.Leadership;
using CoprJobGrab.Queues;
using CoprJobGrab.Scheduling;
using CoprJobGrab.TaskEnds;

namespace CoprJobGrab;

/// <summary>The lead of this grabber: how it begins and ends, and what is remembered while it lasts. Whoever has the turn uses it.</summary>
internal sealed class OwnLead(
    ILeadership leadership, LedQueue queue, CurrentSettings current, SharedRules rules, TaskEndProcessor taskEnds, CancelService cancels, CycleEvents events,
    TimeProvider time)
{
    private readonly LookPace _looks = new(time);

    public LeadMemory Memory { get => Volatile.Read(ref field); set => Volatile.Write(ref field, value); } = new(current.Current);

    /// <summary>True while this grabber leads, from its first cycle on. Asked by anybody.</summary>
    public bool Lasts => LastsAs(Memory.Epoch);

    /// <summary>False when another grabber may lead by now, because the machine slept, and the queue would not refuse a write of this one.</summary>
    public bool MayWrite => queue.Inner.ServesCommands || Lasts;

    public bool LastsAs(long epoch) => epoch != 0 && leadership.Lasts(epoch);

    public bool MayStartActions(Lead.Leader lead) => time.GetUtcNow() >= lead.ActionsFrom;

    /// <summary>Takes what has changed of the configuration, for a cycle, and the lead, or renews it.</summary>
    /// <returns>Null when another grabber has it.</returns>
    public async ValueTask<Lead.Leader?> TakeAsync(CancellationToken cancellationToken)
    {
        var settings = current.Take();
        // A task was held for the group that built it before.
        var held = ReferenceEquals(settings.Groups, Memory.Settings.Groups) ? Memory.Held : HeldTasks.None;
        Memory = Memory with { Settings = settings, Held = held };
        switch (await leadership.LeadAsync(cancellationToken).ConfigureAwait(false))
        {
            case Lead.Leader lead:
                return lead;
            case Lead.Standby standby:
                Forget();
                events.StoodBy(standby.LeaderEpoch);
                await StandByAsync(standby, cancellationToken).ConfigureAwait(false);
                return null;
            case var other:
                throw new System.Diagnostics.UnreachableException($"The lead {other} is of no known kind.");
        }
    }

    /// <summary>
    /// A new lead begins with its epoch in every group, and without what was noted before others led. A group that is new while it lasts gets the epoch too.
    /// </summary>
    public async ValueTask BeginAsync(Lead.Leader lead, CancellationToken cancellationToken)
    {
        if (lead.AfterLoss)
        {
            queue.WentBack();
        }

        // IsNew alone does not tell: the cycle that had that answer may have failed before the epoch was written.
        if (lead.IsNew || Memory.Epoch != lead.Epoch)
        {
            Forget();
            events.Led(lead.Epoch);
        }

        if (!ReferenceEquals(Memory.Settings.Groups, Memory.InGroups?.Groups))
        {
            await queue.LeadAsync(lead.Epoch, Memory.Settings, cancellationToken).ConfigureAwait(false);
            Memory = Memory with { Epoch = lead.Epoch, InGroups = Memory.Settings };
        }

        if (!ReferenceEquals(Memory.Settings, Memory.Told) && await rules.TryTellAsync(lead.Epoch, Memory.Settings, cancellationToken).ConfigureAwait(false))
        {
            Memory = Memory with { Told = Memory.Settings };
        }
    }

    /// <summary>Tells others of a cycle whose poll was successful, at the time of the store's clock. When that fails, the next one is told.</summary>
    /// <returns><paramref name="report"/>.</returns>
    public async ValueTask<CycleReport> TellAsync(long epoch, CycleReport report, QueueState observed)
    {
        if (report.HasPolled)
        {
            var clock = observed.Groups.Values.Select(group => group.Time).DefaultIfEmpty().Max();
            try
            {
                var poll = new ToldPoll(epoch, clock == default ? time.GetUtcNow() : clock + report.Elapsed, report.Picture!);
                await leadership.TellAsync(poll, CancellationToken.None).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // The cycle has done all of its work, and nothing is decided by this; a store that is away is found by the next one.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }

        return report;
    }

    /// <summary>Gives the lead up after a group has refused its epoch.</summary>
    public async ValueTask StandDownAsync(long fencedBy, CancellationToken cancellationToken)
    {
        Memory = new LeadMemory(Memory.Settings);
        events.Fenced(fencedBy);
        await leadership.StandDownAsync(fencedBy, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Gives the lead up at a stop, so that another grabber may lead at once.
    /// It is not clean when an action may still run: the next leader's actions wait as after a crash.
    /// </summary>
    public async Task<bool> HandOverAsync(bool isClean, CancellationToken cancellationToken)
    {
        var led = await leadership.HandOverAsync(isClean, cancellationToken).ConfigureAwait(false);
        Memory = new LeadMemory(Memory.Settings);
        if (led && isClean)
        {
            events.HandedOver();
        }

        return led;
    }

    private void Forget()
    {
        Memory = new LeadMemory(Memory.Settings);
        taskEnds.Forget();
        cancels.Forget();
    }

    /// <summary>
    /// Looks at the queues now and then: so it is known what workers have taken when the store loses its claims together with the leader that knew.
    /// A queue that serves no commands remembers nothing for that.
    /// </summary>
    private async ValueTask StandByAsync(Lead.Standby standby, CancellationToken cancellationToken)
    {
        // An older picture would take the place of what is known, which it is to be compared with by who leads next.
        if (standby.StoreIsLost || !queue.Inner.ServesCommands || !_looks.IsDue)
        {
            return;
        }

        using (_looks.Begin())
        {
            events.Looked(await queue.Inner.LookAsync(cancellationToken).ConfigureAwait(false));
        }
    }
}
