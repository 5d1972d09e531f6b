using System.Runtime.ExceptionServices;
using CoprJobGrab.Calls;

namespace CoprJobGrab;

/// <summary>Asks the source. It may be the host's own and have no deadline, and the turn must not be held for ever.</summary>
internal sealed class FrontendLists(ITaskSource source, FrontendOptions options, TimeProvider time)
{
    public int MinimumApiVersion => options.MinimumApiVersion;

    public async ValueTask<TaskSnapshot> FetchAsync(CancellationToken cancellationToken)
    {
        var askedAt = time.GetTimestamp();
        var (snapshot, fault) = await new TimedCall(time, cancellationToken).TryAsync(token => source.FetchAsync(token).AsTask()).ConfigureAwait(false);
        if (fault is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(fault);
        }

        snapshot!.AskedAt = askedAt;
        return snapshot;
    }

    /// <inheritdoc cref="ITaskSource.FetchActionAsync"/>
    public ValueTask<ActionTask> FetchActionAsync(ActionListing action, CancellationToken cancellationToken) =>
        source.FetchActionAsync(action, cancellationToken);

    public override string ToString() => $"{source}";
}
