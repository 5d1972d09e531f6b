namespace CoprJobGrab.DependencyInjection;

/// <summary>Puts a queue of the host's before the one that was chosen.</summary>
/// <param name="Decorate">Makes that queue.</param>
internal sealed record QueueDecorator(Func<IServiceProvider, IBuildQueue, IBuildQueue> Decorate);
