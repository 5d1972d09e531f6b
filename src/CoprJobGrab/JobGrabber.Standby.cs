using CoprJobGrab.Leadership;
using CoprJobGrab.Queues;

namespace CoprJobGrab;

/// <remarks>
/// A grabber that stands by looks at the queues now and then, and writes nothing.
/// So it knows what workers have taken when the store loses its claims together with the leader that knew.
/// </remarks>
public sealed partial class JobGrabber
{
    private readonly LookPace _looks;

    /// <summary>Gives the lead up at a stop, so that another grabber may lead at once.</summary>
    /// <param name="isClean">False when an action may still run: the next leader's actions wait as after a crash.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task HandOverAsync(bool isClean, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (await _leadership.HandOverAsync(isClean, cancellationToken).ConfigureAwait(false) && isClean)
            {
                _news.HandedOver();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask StandByAsync(Lead.Standby standby, CancellationToken cancellationToken)
    {
        // An older picture would take the place of what is known, which it is to be compared with by who leads next.
        if (standby.StoreIsLost || !_looks.IsDue)
        {
            return;
        }

        using (_looks.Begin())
        {
            _news.Looked(await _queue.LookAsync(cancellationToken).ConfigureAwait(false));
        }
    }
}
