using CoprJobGrab.DependencyInjection;
using CoprJobGrab.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.Tests.Queues;

/// <summary>A decorator as a host writes it: it derives from the delegating base, changes nothing, and is registered through the builder.</summary>
internal static class Decorated
{
    /// <summary>The queue that a grabber would work with whose chosen queue is this one.</summary>
    public static IBuildQueue Of(IBuildQueue chosen)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(chosen);
        services.AddCoprJobGrab(options => options.AddGroup("0", "*")).UseTaskSource<ScriptedTaskSource>().WithDecorator();
        using var provider = services.BuildServiceProvider();
        var queue = provider.GetRequiredService<ServedQueue>().Queue;
        return queue is PassingQueue ? queue : throw new InvalidOperationException($"The grabber works with {queue.GetType().Name}.");
    }

    public static ICoprJobGrabBuilder WithDecorator(this ICoprJobGrabBuilder builder) => builder.DecorateQueue((_, inner) => new PassingQueue(inner));

    private sealed class PassingQueue(IBuildQueue inner) : DelegatingBuildQueue(inner);
}
