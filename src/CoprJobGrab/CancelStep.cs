using CoprJobGrab.Calls;
using CoprJobGrab.Cancels;

namespace CoprJobGrab;

/// <summary>
/// Serves the users' cancel requests on an interval of their own, so that a cancelled task leaves its queue in seconds, however long cycles pause.
/// They are decided in the same turn as cycles are, because only one at a time may plan, and only while this grabber leads.
/// </summary>
internal sealed class CancelStep(Turns turns, OwnLead lead, LedQueue queue, CancelService cancels)
{
    public bool IsServed => cancels.IsServed;

    public IReadOnlySet<string> Requested => cancels.Requested;

    public async Task<CancelReport> RunAsync(CancellationToken cancellationToken)
    {
        using var step = await cancels.BeginAsync(cancellationToken).ConfigureAwait(false);
        if (!IsServed || !lead.Lasts)
        {
            return new CancelReport { Role = GrabberRole.Standby };
        }

        var unheard = await cancels.FetchAsync(cancellationToken).ConfigureAwait(false);
        using var end = await turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        if (!lead.Lasts)
        {
            cancels.Forget();
            return new CancelReport { Role = GrabberRole.Standby };
        }

        try
        {
            var epoch = lead.Memory.Epoch;
            var report = await cancels.DecideAsync(
                queue.Inner, queue.ApplyBesideAsync, () => lead.LastsAs(epoch), cancellationToken).ConfigureAwait(false);
            return report with { Error = report.Error ?? unheard };
        }
        catch (FencedException fenced)
        {
            // The next cycle stands down, and tells. Where nobody else leads, what was decided stands until then.
            if (fenced.IsByYounger)
            {
                cancels.Forget();
            }

            return new CancelReport { Role = GrabberRole.Standby };
        }
#pragma warning disable CA1031 // The loop outlives whatever a queue throws; the report carries it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            cancellationToken.ThrowIfCancellationRequested();
            cancels.Failed(fault);
            return new CancelReport { Error = fault };
        }
    }
}
