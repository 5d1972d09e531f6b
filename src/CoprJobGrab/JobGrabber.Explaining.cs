using CoprJobGrab.Cancels;
using CoprJobGrab.Explaining;
using CoprJobGrab.Queues;

namespace CoprJobGrab;

public sealed partial class JobGrabber : IJobGrabExplainer
{
    /// <inheritdoc/>
    public async Task<Explanation> ExplainAsync(string taskId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(taskId);
        var (cancelled, unheard) = ServesCancels ? await _cancels.PeekAsync(cancellationToken).ConfigureAwait(false) : (CancelledByUsers, null);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var missing = "the queues could not be observed";
        QueueState? observed = null;
        try
        {
            var settings = _current.Take();
            observed = As(await LookAsync(cancellationToken).ConfigureAwait(false), settings);
            missing = "the frontend's builds list could not be had";
            using var snapshot = await AskSourceAsync(cancellationToken).ConfigureAwait(false);
            var (plan, _) = Decide(snapshot, observed, _memory.ToLook(), settings, new KnownCancels(cancelled, unheard is not null));
            return new TaskExplainer(new ExplainInput(plan, RulesFor(snapshot), settings.Rules)
            {
                Cancelled = cancelled,
                CancelsFault = unheard?.Message,
                Groups = settings.Groups,
                Leader = await CompareRulesAsync(settings, observed, snapshot, cancellationToken).ConfigureAwait(false),
                PlaceOf = PlaceOf,
            }).Explain(taskId);
        }
#pragma warning disable CA1031 // Whatever a source or a queue throws is the answer.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            cancellationToken.ThrowIfCancellationRequested();
            var claim = observed?.Claims.GetValueOrDefault(taskId);
            return TaskExplainer.Unknown(taskId, $"{missing}: {fault.Message}", claim, observed, PlaceOf);
        }
        finally
        {
            _turn.Release();
        }
    }

    private QueuePlace? PlaceOf(Claim claim) => (_queue as IClaimQueue)?.PlaceOf(claim);
}
