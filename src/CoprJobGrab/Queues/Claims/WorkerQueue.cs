using CoprJobGrab.Model;

namespace CoprJobGrab.Queues.Claims;

/// <summary>The workers' half of the claim protocol over a store.</summary>
internal sealed class WorkerQueue(IClaimStore store) : IWorkerQueue
{
    public async ValueTask<TakenBuild?> TakeAsync(string groupId, TimeSpan lease, CancellationToken cancellationToken) =>
        await RegisteredAsync(await CallAsync("Taking a task of", groupId, async group =>
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await group.NextAsync().ConfigureAwait(false) is not { } element)
            {
                return null;
            }

            if (WaitingElement.Read(element) is not { } waiting)
            {
                // An element that is no build is nothing for a worker of builds, and must not block the elements behind it.
                await group.DropAsync(element).ConfigureAwait(false);
            }
            else if (await group.TakeAsync(waiting, element, lease).ConfigureAwait(false) is { } taken)
            {
                return taken;
            }
        }
    }, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);

    public async ValueTask<TakenBuild?> RenewAsync(TakenBuild build, TimeSpan lease, CancellationToken cancellationToken) =>
        await RegisteredAsync(await CallAsync("Renewing a lease of", build.GroupId, group => group.RenewAsync(build, lease), cancellationToken)
            .ConfigureAwait(false)).ConfigureAwait(false);

    public async ValueTask<bool> FinishAsync(TakenBuild build, ReleaseReason reason, CancellationToken cancellationToken)
    {
        var isDone = await CallAsync("Finishing a task of", build.GroupId, group => group.FinishAsync(build, reason), cancellationToken).ConfigureAwait(false);
        if (isDone)
        {
            await store.TryRegisterAsync(build.GroupId).ConfigureAwait(false);
        }

        return isDone;
    }

    /// <summary>A store that lost the claims may have lost the registry too, and the leader is to find the lease.</summary>
    private async ValueTask<TakenBuild?> RegisteredAsync(TakenBuild? build)
    {
        if (build is { Incarnation: null })
        {
            await store.TryRegisterAsync(build.GroupId).ConfigureAwait(false);
        }

        return build;
    }

    private async ValueTask<T> CallAsync<T>(string what, string groupId, Func<IGroupStore, Task<T>> call, CancellationToken cancellationToken)
    {
        await store.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var group = store.Group(groupId);
        try
        {
            return await call(group).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw group.Explain(fault, what);
        }
    }
}
