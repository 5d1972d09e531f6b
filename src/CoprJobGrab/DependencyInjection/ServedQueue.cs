namespace CoprJobGrab.DependencyInjection;

/// <summary>The queue that the grabber works with: the one that was chosen, with the host's decorators before it, the last one outermost.</summary>
internal sealed class ServedQueue(IServiceProvider provider, IBuildQueue chosen, IEnumerable<QueueDecorator> decorators)
{
    public IBuildQueue Queue { get; } = decorators.Aggregate(chosen, (inner, decorator) => decorator.Decorate(provider, inner));
}
