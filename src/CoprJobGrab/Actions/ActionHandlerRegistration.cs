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

    /// <summary>The services that the container lacks for the constructor of which it lacks the fewest.</summary>
    public static IReadOnlyList<Type> MissingOf(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type? made, IServiceProviderIsService known) =>
        made?.GetConstructors()
            .Select(constructor => constructor.GetParameters()
                .Where(needed => !needed.HasDefaultValue && !needed.IsDefined(typeof(FromKeyedServicesAttribute)) && !known.IsService(needed.ParameterType))
                .Select(needed => needed.ParameterType).ToList())
            .MinBy(missing => missing.Count) ?? [];
}
