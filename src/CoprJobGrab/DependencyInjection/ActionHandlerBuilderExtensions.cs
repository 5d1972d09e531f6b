using System.Diagnostics.CodeAnalysis;
using CoprJobGrab;
using CoprJobGrab.Actions;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the handlers of actions. Each attempt to do an action has a scope of services of its own, which ends before the outcome counts.</summary>
/// <remarks>
/// A handler of one type overrides the handler of every type. A second one of the same type, or of every type, is refused with an
/// <see cref="InvalidOperationException"/>.
/// </remarks>
public static class ActionHandlerBuilderExtensions
{
    private const DynamicallyAccessedMemberTypes Constructors = DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <summary>Handles every type of action that has no handler of its own.</summary>
    /// <typeparam name="T">The handler, with the lifetime with which the host has registered it; scoped where the host has not.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICoprJobGrabBuilder AddActionHandler<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder)
        where T : class, IActionHandler => builder.Add<T>(null);

    /// <summary>Handles one type of action.</summary>
    /// <typeparam name="T">The handler, with the lifetime with which the host has registered it; scoped where the host has not.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The type.</param>
    public static ICoprJobGrabBuilder AddActionHandler<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder, ActionType type)
        where T : class, IActionHandler => builder.Add<T>(type);

    /// <summary>Handles every type of action that has no handler of its own by this object.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="handler">The handler, which stays the host's to dispose of.</param>
    public static ICoprJobGrabBuilder AddActionHandler(this ICoprJobGrabBuilder builder, IActionHandler handler) =>
        builder.Add(null, handler, _ => handler);

    /// <summary>Handles one type of action by this object.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The type.</param>
    /// <param name="handler">The handler, which stays the host's to dispose of.</param>
    public static ICoprJobGrabBuilder AddActionHandler(this ICoprJobGrabBuilder builder, ActionType type, IActionHandler handler) =>
        builder.Add(type, handler, _ => handler);

    /// <summary>Handles every type of action that has no handler of its own by what a factory gives.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Gives the handler of one attempt, from its scope. What it makes itself is not disposed of.</param>
    public static ICoprJobGrabBuilder AddActionHandler(this ICoprJobGrabBuilder builder, Func<IServiceProvider, IActionHandler> factory) =>
        builder.Add(null, factory, factory);

    /// <summary>Handles one type of action by what a factory gives.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The type.</param>
    /// <param name="factory">Gives the handler of one attempt, from its scope. What it makes itself is not disposed of.</param>
    public static ICoprJobGrabBuilder AddActionHandler(this ICoprJobGrabBuilder builder, ActionType type, Func<IServiceProvider, IActionHandler> factory) =>
        builder.Add(type, factory, factory);

    /// <summary>Handles every type of action that has no handler of its own by a function.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="handle">Handles one action; must be safe to repeat, see <see cref="IActionHandler"/>.</param>
    public static ICoprJobGrabBuilder AddActionHandler(
        this ICoprJobGrabBuilder builder, Func<ActionAttempt, CancellationToken, ValueTask<ActionOutcome>> handle) =>
        builder.Add(null, handle, _ => new FunctionHandler(handle));

    /// <summary>Handles one type of action by a function.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The type.</param>
    /// <param name="handle">Handles one action; must be safe to repeat, see <see cref="IActionHandler"/>.</param>
    public static ICoprJobGrabBuilder AddActionHandler(
        this ICoprJobGrabBuilder builder, ActionType type, Func<ActionAttempt, CancellationToken, ValueTask<ActionOutcome>> handle) =>
        builder.Add(type, handle, _ => new FunctionHandler(handle));

    private static ICoprJobGrabBuilder Add<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder, ActionType? type)
        where T : class, IActionHandler
    {
        builder.Add(type, typeof(T), static services => services.GetRequiredService<T>()).Services.TryAddScoped<T>();
        return builder;
    }

    private static ICoprJobGrabBuilder Add(this ICoprJobGrabBuilder builder, ActionType? type, object handler, Func<IServiceProvider, IActionHandler> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handler);
        var (services, service) = (builder.Services, handler as Type);
        var name = handler is Delegate ? "a function" : (service ?? handler.GetType()).Name;
        if (services.Where(one => one.ServiceType == typeof(ActionHandlerRegistration)).Select(one => one.ImplementationInstance)
            .OfType<ActionHandlerRegistration>().FirstOrDefault(other => other.Type == type) is { } other)
        {
            var what = type is null ? "every type of action" : $"actions of type {type}";
            throw new InvalidOperationException($"There is a handler of {what} already ({other.Name}), so {name} is a second one; leave one of them out.");
        }

        services.AddSingleton(new ActionHandlerRegistration(type, create, name)
        {
            Missing = known => ActionHandlerRegistration.MissingOf(
                services.LastOrDefault(one => one.ServiceType == service && !one.IsKeyedService)?.ImplementationType, known),
        });
        return builder;
    }
}
