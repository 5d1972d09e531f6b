using System.Runtime.ExceptionServices;
using CoprJobGrab.Calls;

namespace CoprJobGrab;

/// <remarks>A cycle's plan can be seen without carrying it out.</remarks>
public sealed partial class JobGrabber
{
    /// <summary>
    /// Makes one observation and one fetch of its own and says what a cycle would do.
    /// Writes nothing anywhere and runs nothing, and tells no event but those of a configuration that has changed.
    /// </summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The plan. Its tasks' ids, chroots and decisions can be read; their JSON cannot, because the frontend's answer is let go of.</returns>
    /// <exception cref="CoprJobGrabException">The frontend's builds list or the queues could not be had.</exception>
    public async Task<GrabPlan> PlanAsync(CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var settings = _current.Take();
            var observed = As(await LookAsync(cancellationToken).ConfigureAwait(false), settings);
            // The queue's own picture changes with the next cycle; the plan is the caller's to keep.
            observed = observed with { Claims = new Dictionary<string, Claim>(observed.Claims, StringComparer.Ordinal) };
            var cancels = _cancels.Now;
            using var snapshot = await AskSourceAsync(cancellationToken).ConfigureAwait(false);
            var plan = Decide(snapshot, observed, _memory.ToLook(), settings, cancels).Plan;
            plan.Leader = await CompareRulesAsync(settings, observed, snapshot, cancellationToken).ConfigureAwait(false);
            return plan;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Asks the source. It may be the host's own and have no deadline, and the turn must not be held for ever.</summary>
    private async ValueTask<TaskSnapshot> AskSourceAsync(CancellationToken cancellationToken)
    {
        var (snapshot, fault) = await new TimedCall(_time, cancellationToken).TryAsync(token => _source.FetchAsync(token).AsTask()).ConfigureAwait(false);
        if (fault is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(fault);
        }

        return snapshot!;
    }

    /// <summary>Asks the source, and tells the lanes when the list of actions is not to be had.</summary>
    private async ValueTask<TaskSnapshot> AskForActionsTooAsync(CancellationToken cancellationToken)
    {
        var isThere = false;
        try
        {
            var snapshot = await AskSourceAsync(cancellationToken).ConfigureAwait(false);
            isThere = snapshot.Actions is Listing<ActionListing>.Complete;
            return snapshot;
        }
        finally
        {
            if (!isThere)
            {
                _actions.ListFailed();
            }
        }
    }

    private ValueTask<QueueState> LookAsync(CancellationToken cancellationToken) => _queue.LookAsync(cancellationToken);
}
