using System.Diagnostics.CodeAnalysis;
using CoprJobGrab;
using CoprJobGrab.Actions;
using CoprJobGrab.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the handlers of actions.</summary>
public static class ActionHandlerBuilderExtensions
{
    private const DynamicallyAccessedMemberTypes Constructors = DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <summary>Handles every type of action that has no handler of its own.</summary>
    /// <typeparam name="T">The handler; one object for all actions.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder AddActionHandler<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder) where T : class,
    IActionHandler
    {
        builder.Parts().TryAddSingleton<T>();
        return builder.Add(new ActionHandlerRegistration(null, static services => services.GetRequiredService<T>()));
    }

    /// <summary>Handles one type of action.</summary>
    /// <typeparam name="T">The handler; one object for all actions.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The type.</param>
    public static ICoprJobGrabBuilder AddActionHandler<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder, ActionType type) where T
        : class, IActionHandler
    {
        builder.Parts().TryAddSingleton<T>();
        return builder.Add(new ActionHandlerRegistration(type, static services => services.GetRequiredService<T>()));
    }

    /// <summary>Handles every type of action that has no handler of its own by a function.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="handle">Handles one action; must be safe to repeat, see <see cref="IActionHandler"/>.</param>
    public static ICoprJobGrabBuilder AddActionHandler(
        this ICoprJobGrabBuilder builder, Func<ActionTask, CancellationToken, ValueTask<ActionOutcome>> handle) =>
        builder.Add(new ActionHandlerRegistration(null, _ => ActionHandler.Create(handle)));

    /// <summary>Handles one type of action by a function.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The type.</param>
    /// <param name="handle">Handles one action; must be safe to repeat, see <see cref="IActionHandler"/>.</param>
    public static ICoprJobGrabBuilder AddActionHandler(
        this ICoprJobGrabBuilder builder, ActionType type, Func<ActionTask, CancellationToken, ValueTask<ActionOutcome>> handle) =>
        builder.Add(new ActionHandlerRegistration(type, _ => ActionHandler.Create(handle)));

    private static ICoprJobGrabBuilder Add(this ICoprJobGrabBuilder builder, ActionHandlerRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Parts().AddSingleton(registration);
        return builder;
    }
}
