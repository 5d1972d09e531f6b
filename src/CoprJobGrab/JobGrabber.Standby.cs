using CoprJobGrab.Queues;

namespace CoprJobGrab;

/// <remarks>
/// A grabber that stands by looks at the queues now and then, and writes nothing. So it knows what workers have taken when the store loses its claims together with the leader that knew.
/// </remarks>
public sealed partial class JobGrabber
{
    private readonly LookPace _looks;

    private async ValueTask StandByAsync(CancellationToken cancellationToken)
    {
        if (_queue is not IClaimQueue queue || !_looks.IsDue)
        {
            return;
        }

        using (_looks.Begin())
        {
            _news.Looked(await queue.LookAsync(cancellationToken).ConfigureAwait(false));
        }
    }
}
