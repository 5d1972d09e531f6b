using CoprJobGrab.Model;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.DependencyInjection;

/// <summary>Puts a workers' queue of the host's before the one that was chosen.</summary>
/// <param name="Decorate">Makes that queue.</param>
internal sealed record WorkerQueueDecorator(Func<IServiceProvider, IWorkerQueue, IWorkerQueue> Decorate);

/// <summary>The queue that the workers work with: the one that was chosen, with the host's decorators before it, the last one outermost.</summary>
internal sealed class ServedWorkerQueue(IServiceProvider provider, IWorkerQueue chosen, IEnumerable<WorkerQueueDecorator> decorators)
{
    public IWorkerQueue Queue { get; } = decorators.Aggregate(chosen, (inner, decorator) => decorator.Decorate(provider, inner));

    /// <summary>The workers' half of a queue of the library's.</summary>
    /// <exception cref="InvalidOperationException">The host has chosen another queue.</exception>
    public static IWorkerQueue Of<TQueue>(IServiceProvider provider, TQueue own, Func<TQueue, IWorkerQueue> workers) where TQueue : IBuildQueue =>
        provider.GetRequiredService<IBuildQueue>() is var chosen && ReferenceEquals(chosen, own) ? workers(own) : throw new InvalidOperationException(
            $"{provider.GetRequiredService<GrabberName>().Prefix}The workers' half of the queue '{chosen}' is not known, so that a build worker has nothing to "
                + "take from; register its IWorkerQueue with the services, or give UseQueue an InMemoryBuildQueue.");
}
