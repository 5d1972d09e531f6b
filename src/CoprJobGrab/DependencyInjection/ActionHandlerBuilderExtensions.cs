using System.Diagnostics.CodeAnalysis;
using CoprJobGrab;
using CoprJobGrab.Actions;
using CoprJobGrab.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the handlers of actions. Each attempt to do an action has a scope of services of its own, which ends before the outcome counts.</summary>
/// <remarks>A handler of one type overrides the handler of every type. A second one of the same type, or of every type, is refused.</remarks>
public static class ActionHandlerBuilderExtensions
{
    private const DynamicallyAccessedMemberTypes Constructors = DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <summary>Handles every type of action that has no handler of its own.</summary>
    /// <typeparam name="T">
    /// The handler, with the lifetime with which the host has registered it; scoped, which is one for each attempt, where the host has not.
    /// </typeparam>
    /// <param name="builder">The builder.</param>
    /// <exception cref="InvalidOperationException">There is such a handler already.</exception>
    public static ICoprJobGrabBuilder AddActionHandler<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder)
        where T : class, IActionHandler => builder.AddService<T>(null);

    /// <summary>Handles one type of action.</summary>
    /// <typeparam name="T">
    /// The handler, with the lifetime with which the host has registered it; scoped, which is one for each attempt, where the host has not.
    /// </typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The type.</param>
    /// <exception cref="InvalidOperationException">There is a handler of this type already.</exception>
    public static ICoprJobGrabBuilder AddActionHandler<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder, ActionType type)
        where T : class, IActionHandler => builder.AddService<T>(type);

    /// <summary>Handles every type of action that has no handler of its own by this object.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="handler">The handler, which stays the host's to dispose of.</param>
    /// <exception cref="InvalidOperationException">There is such a handler already.</exception>
    public static ICoprJobGrabBuilder AddActionHandler(this ICoprJobGrabBuilder builder, IActionHandler handler) => builder.AddObject(null, handler);

    /// <summary>Handles one type of action by this object.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The type.</param>
    /// <param name="handler">The handler, which stays the host's to dispose of.</param>
    /// <exception cref="InvalidOperationException">There is a handler of this type already.</exception>
    public static ICoprJobGrabBuilder AddActionHandler(this ICoprJobGrabBuilder builder, ActionType type, IActionHandler handler) =>
        builder.AddObject(type, handler);

    /// <summary>Handles every type of action that has no handler of its own by what a factory gives.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Gives the handler of one attempt, from its scope. What it makes itself is not disposed of.</param>
    /// <exception cref="InvalidOperationException">There is such a handler already.</exception>
    public static ICoprJobGrabBuilder AddActionHandler(this ICoprJobGrabBuilder builder, Func<IServiceProvider, IActionHandler> factory) =>
        builder.AddFactory(null, factory);

    /// <summary>Handles one type of action by what a factory gives.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The type.</param>
    /// <param name="factory">Gives the handler of one attempt, from its scope. What it makes itself is not disposed of.</param>
    /// <exception cref="InvalidOperationException">There is a handler of this type already.</exception>
    public static ICoprJobGrabBuilder AddActionHandler(this ICoprJobGrabBuilder builder, ActionType type, Func<IServiceProvider, IActionHandler> factory) =>
        builder.AddFactory(type, factory);

    /// <summary>Handles every type of action that has no handler of its own by a function.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="handle">Handles one action; must be safe to repeat, see <see cref="IActionHandler"/>.</param>
    /// <exception cref="InvalidOperationException">There is such a handler already.</exception>
    public static ICoprJobGrabBuilder AddActionHandler(
        this ICoprJobGrabBuilder builder, Func<ActionAttempt, CancellationToken, ValueTask<ActionOutcome>> handle) => builder.AddFunction(null, handle);

    /// <summary>Handles one type of action by a function.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The type.</param>
    /// <param name="handle">Handles one action; must be safe to repeat, see <see cref="IActionHandler"/>.</param>
    /// <exception cref="InvalidOperationException">There is a handler of this type already.</exception>
    public static ICoprJobGrabBuilder AddActionHandler(
        this ICoprJobGrabBuilder builder, ActionType type, Func<ActionAttempt, CancellationToken, ValueTask<ActionOutcome>> handle) =>
        builder.AddFunction(type, handle);

    private static ICoprJobGrabBuilder AddService<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder, ActionType? type)
        where T : class, IActionHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(ActionHandlerRegistration.Of<T>(type, builder.Services));
        builder.Services.TryAddScoped<T>();
        return builder;
    }

    private static ICoprJobGrabBuilder AddObject(this ICoprJobGrabBuilder builder, ActionType? type, IActionHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.Add(new ActionHandlerRegistration(type, _ => handler, handler.GetType().Name));
    }

    private static ICoprJobGrabBuilder AddFactory(this ICoprJobGrabBuilder builder, ActionType? type, Func<IServiceProvider, IActionHandler> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return builder.Add(new ActionHandlerRegistration(type, factory, "a factory"));
    }

    private static ICoprJobGrabBuilder AddFunction(
        this ICoprJobGrabBuilder builder, ActionType? type, Func<ActionAttempt, CancellationToken, ValueTask<ActionOutcome>> handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return builder.AddObject(type, new FunctionHandler(handle));
    }

    private static ICoprJobGrabBuilder Add(this ICoprJobGrabBuilder builder, ActionHandlerRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var others = builder.Parts().Where(service => service.ServiceType == typeof(ActionHandlerRegistration))
            .Select(service => service.ImplementationInstance).OfType<ActionHandlerRegistration>();
        if (others.FirstOrDefault(other => other.Type == registration.Type) is { } other)
        {
            var what = registration.Type is { } type ? $"of actions of type {type}" : "of every type of action";
            throw new InvalidOperationException(
                $"There is a handler {what} already ({other.Name}), and {registration.Name} would be a second one; leave one of them out.");
        }

        builder.Parts().AddSingleton(registration);
        return builder;
    }
}
