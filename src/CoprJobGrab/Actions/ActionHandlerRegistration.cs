using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.Actions;

/// <summary>One handler as registered; a null type is the catch-all.</summary>
/// <param name="Type">What it handles.</param>
/// <param name="Create">Gives the handler, from the services of an attempt.</param>
/// <param name="Name">The handler, for a person.</param>
internal sealed record ActionHandlerRegistration(ActionType? Type, Func<IServiceProvider, IActionHandler> Create, string Name = "a function")
{
    /// <summary>The services that the handler needs and that are not registered, as far as this can be told without making it.</summary>
    public Func<IServiceProviderIsService, IReadOnlyList<Type>> Missing { get; init; } = static _ => [];

    /// <summary>A handler that is a service of the host's.</summary>
    public static ActionHandlerRegistration Of<T>(ActionType? type, IServiceCollection services) where T : class, IActionHandler =>
        new(type, static provider => provider.GetRequiredService<T>(), typeof(T).Name)
        {
            Missing = known =>
                services.LastOrDefault(service => service.ServiceType == typeof(T) && !service.IsKeyedService)?.ImplementationType is { } made
                    ? MissingOf(made, known)
                    : [],
        };

    // The container makes it by the constructor for which it has everything.
    private static List<Type> MissingOf(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type made, IServiceProviderIsService known) =>
        made.GetConstructors()
            .Select(constructor => constructor.GetParameters()
                .Where(needed => !needed.HasDefaultValue && !needed.IsDefined(typeof(FromKeyedServicesAttribute)) && !known.IsService(needed.ParameterType))
                .Select(needed => needed.ParameterType).ToList())
            .MinBy(missing => missing.Count) ?? [];
}
