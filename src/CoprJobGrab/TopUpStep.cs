using CoprJobGrab.Cancels;
using CoprJobGrab.Events;
using CoprJobGrab.Telemetry;

namespace CoprJobGrab;

/// <summary>Pushes between two cycles what the last plan held and what there is room for by now.</summary>
internal sealed class TopUpStep(OwnLead lead, LedQueue queue, Planner planner, CancelService cancels, CycleEvents events)
{
    /// <returns>How many tasks were pushed.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var pushed = lead.Memory.Held.InOrder.Count == 0 || !lead.Lasts ? 0 : await PushAsync(cancellationToken).ConfigureAwait(false);
            events.ToppedUp();
            return pushed;
        }
        catch (FencedException)
        {
            // The next cycle stands down, and tells.
            return 0;
        }
#pragma warning disable CA1031 // The loop outlives whatever a queue throws; the event tells it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            cancellationToken.ThrowIfCancellationRequested();
            events.TopUpFailed(fault);
            return 0;
        }
    }

    private async Task<int> PushAsync(CancellationToken cancellationToken)
    {
        var observed = await queue.Inner.ObserveAsync(cancellationToken).ConfigureAwait(false);
        var plan = planner.TopUp(observed, lead.Memory, cancels.InPlan);
        if (plan.Groups.Count == 0 || !lead.MayWrite)
        {
            return 0;
        }

        var applied = await Spans.TopUpAsync(() => queue.ApplyAsync(plan, cancellationToken).AsTask()).ConfigureAwait(false);
        var pushed = applied.SelectMany(group => group.Enqueued).ToHashSet(StringComparer.Ordinal);
        lead.Memory = lead.Memory with { Held = lead.Memory.Held.Without(pushed) };
        return pushed.Count;
    }
}
