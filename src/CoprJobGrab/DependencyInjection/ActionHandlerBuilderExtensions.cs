using System.Diagnostics.CodeAnalysis;
using CoprJobGrab;
using CoprJobGrab.Actions;
using CoprJobGrab.DependencyInjection;
using CoprJobGrab.Model;
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

    /// <summary>Handles every type of action that has no handler of its own by this object, which stays the host's to dispose of.</summary>
    public static ICoprJobGrabBuilder AddActionHandler(this ICoprJobGrabBuilder builder, IActionHandler handler) =>
        builder.Add(null, handler, _ => handler);

    /// <summary>Handles one type of action by this object, which stays the host's to dispose of.</summary>
    public static ICoprJobGrabBuilder AddActionHandler(this ICoprJobGrabBuilder builder, ActionType type, IActionHandler handler) =>
        builder.Add(type, handler, _ => handler);

    /// <summary>
    /// Handles every type of action that has no handler of its own by what a factory gives, from the services of one attempt.
    /// The library does not dispose of what the factory makes.
    /// </summary>
    public static ICoprJobGrabBuilder AddActionHandler(this ICoprJobGrabBuilder builder, Func<IServiceProvider, IActionHandler> factory) =>
        builder.Add(null, factory, factory);

    /// <summary>
    /// Handles one type of action by what a factory gives, from the services of one attempt. The library does not dispose of what the factory makes.
    /// </summary>
    public static ICoprJobGrabBuilder AddActionHandler(this ICoprJobGrabBuilder builder, ActionType type, Func<IServiceProvider, IActionHandler> factory) =>
        builder.Add(type, factory, factory);

    /// <summary>Handles every type of action that has no handler of its own by a function that is safe to repeat (<see cref="IActionHandler"/>).</summary>
    public static ICoprJobGrabBuilder AddActionHandler(
        this ICoprJobGrabBuilder builder, Func<ActionAttempt, CancellationToken, ValueTask<ActionOutcome>> handle) =>
        builder.Add(null, handle, _ => new FunctionHandler(handle));

    /// <summary>Handles one type of action by a function that is safe to repeat (<see cref="IActionHandler"/>).</summary>
    public static ICoprJobGrabBuilder AddActionHandler(
        this ICoprJobGrabBuilder builder, ActionType type, Func<ActionAttempt, CancellationToken, ValueTask<ActionOutcome>> handle) =>
        builder.Add(type, handle, _ => new FunctionHandler(handle));

    private static ICoprJobGrabBuilder Add<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder, ActionType? type)
        where T : class, IActionHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        var (name, services) = (new GrabberName(builder.Name), builder.Services);
        builder.Add(
            type, typeof(T),
            attempt => name.Value is null || FindHosts() is not null ? attempt.GetRequiredService<T>() : attempt.GetRequiredKeyedService<T>(name),
            known => ActionHandlerRegistration.MissingOf(
                FindHosts() is not { } hosts ? typeof(T) : hosts.IsKeyedService ? null : hosts.ImplementationType, known));
        if (name.Value is null)
        {
            services.TryAdd(new OwnHandler(typeof(T)));
        }
        else
        {
            // The text of the name is no key for it: what has that key hides what the host registers without one, before or after.
            services.TryAddKeyedScoped(name, (host, _) => ActivatorUtilities.CreateInstance<T>(GrabberParts.Of(host, name)));
        }

        return builder;

        ServiceDescriptor? FindHosts() => services.LastOrDefault(
            one => one.ServiceType == typeof(T) && one is not OwnHandler && (!one.IsKeyedService || (name.Value?.Equals(one.ServiceKey) ?? false)));
    }

    private static ICoprJobGrabBuilder Add(
        this ICoprJobGrabBuilder builder, ActionType? type, object handler, Func<IServiceProvider, IActionHandler> create,
        Func<IServiceProviderIsService, IReadOnlyList<Type>>? missing = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handler);
        var parts = builder.Parts();
        var name = handler is Delegate ? "a function" : (handler as Type ?? handler.GetType()).Name;
        if (parts.Where(one => one.ServiceType == typeof(ActionHandlerRegistration)).Select(one => one.ImplementationInstance)
            .OfType<ActionHandlerRegistration>().FirstOrDefault(other => other.Type == type) is { } other)
        {
            var what = type is null ? "every type of action" : $"actions of type {type}";
            throw new InvalidOperationException($"There is a handler of {what} already ({other.Name}), so {name} is a second one; leave one of them out.");
        }

        parts.AddSingleton(new ActionHandlerRegistration(type, create, name) { Missing = missing ?? (static _ => []) });
        return builder;
    }

    /// <summary>A handler of the grabber without a name that the host has not registered itself; no other grabber takes it.</summary>
    private sealed class OwnHandler([DynamicallyAccessedMembers(Constructors)] Type handler) : ServiceDescriptor(handler, handler, ServiceLifetime.Scoped);
}
