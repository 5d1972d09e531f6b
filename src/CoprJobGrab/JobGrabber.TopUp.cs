using CoprJobGrab.Events;
using CoprJobGrab.Scheduling;

namespace CoprJobGrab;

public sealed partial class JobGrabber
{
    /// <summary>
    /// Pushes what the last cycle held and what there is room for by now, because workers took tasks or ended them.
    /// Asks the queues only, not the frontend, and nobody when nothing is held.
    /// The hosted loop does it between two cycles, every <see cref="LoopOptions.TopUpInterval"/>.
    /// </summary>
    /// <param name="cancellationToken">Ends it; what it had not done yet, the next cycle does.</param>
    /// <returns>
    /// How many tasks were pushed; 0 also where another grabber leads, or where the queues could not be reached, of which <see cref="StepFailed"/> tells.
    /// </returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<int> TopUpAsync(CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var pushed = _held.InOrder.Count == 0 || !Leads ? 0 : await TopUpInTurnAsync(cancellationToken).ConfigureAwait(false);
            _news.ToppedUp();
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
            _news.TopUpFailed(fault);
            return 0;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<int> TopUpInTurnAsync(CancellationToken cancellationToken)
    {
        var observed = await _queue.ObserveAsync(cancellationToken).ConfigureAwait(false);
        var plan = Scheduler.TopUp(
            _held, Input(observed, _memory, ClaimRules.From(_options.Value.Claims, ReleaseRule.WhenUnlisted, listsRunning: false), _settings, _cancels.InPlan));
        if (plan.Groups.Count == 0)
        {
            return 0;
        }

        var applied = await ApplyAsync(plan, cancellationToken).ConfigureAwait(false);
        var pushed = applied.Groups.SelectMany(group => group.Enqueued).ToHashSet(StringComparer.Ordinal);
        _held = _held.Without(pushed);
        return pushed.Count;
    }
}
