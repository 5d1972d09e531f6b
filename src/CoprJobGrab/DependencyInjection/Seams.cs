using System.Diagnostics.CodeAnalysis;
using CoprJobGrab.Model;
using CoprJobGrab.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CoprJobGrab.DependencyInjection;

/// <summary>The rule of every seam: what the host has registered is used and not made again, and where there is one of a kind, it is chosen once.</summary>
internal static class Seams
{
    private const DynamicallyAccessedMemberTypes Constructors = DynamicallyAccessedMemberTypes.PublicConstructors;

    public static ICoprJobGrabBuilder Use<TSeam, [DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder)
        where TSeam : class where T : class, TSeam => builder.Use(typeof(T), ServiceDescriptor.Singleton<TSeam>(builder.HostPart<T>()));

    public static ICoprJobGrabBuilder Use<TSeam>(this ICoprJobGrabBuilder builder, Func<IServiceProvider, TSeam> create) where TSeam : class
    {
        ArgumentNullException.ThrowIfNull(create);
        return builder.Use(create, ServiceDescriptor.Singleton(create));
    }

    public static ICoprJobGrabBuilder Use<TSeam>(this ICoprJobGrabBuilder builder, TSeam part) where TSeam : class
    {
        ArgumentNullException.ThrowIfNull(part);
        return builder.Use(part, new ServiceDescriptor(typeof(TSeam), part));
    }

    /// <summary>
    /// Puts a part into the place of the default, and of what the host has registered before.
    /// The choice is the type, the object or the function that the host gave.
    /// </summary>
    public static ICoprJobGrabBuilder Use(this ICoprJobGrabBuilder builder, object choice, ServiceDescriptor part)
    {
        if (builder.Chooses(part.ServiceType, choice))
        {
            var parts = builder.Parts();
            parts.RemoveAll(part.ServiceType).Add(part);
            if (part.ServiceType == typeof(IBuildQueue))
            {
                // They count the queue in Redis, which the host's takes the place of.
                parts.RemoveAll<IQueueCounts>();
            }
        }

        return builder;
    }

    /// <summary>Notes a choice; false when it was made before.</summary>
    /// <exception cref="InvalidOperationException">Another one was made before.</exception>
    public static bool Chooses(this ICoprJobGrabBuilder builder, Type seam, object choice)
    {
        var parts = builder.Parts();
        if (parts.Select(part => part.ImplementationInstance).OfType<Choice>().FirstOrDefault(made => made.Seam == seam) is not { } earlier)
        {
            parts.AddSingleton(new Choice(seam, choice));
            return true;
        }

        return earlier.What.Equals(choice) ? false : throw new InvalidOperationException(
            $"{new GrabberName(builder.Name).Prefix}{seam.Name} is chosen twice: {earlier}, and {new Choice(seam, choice)}. One of them would be left out "
                + "without a word; leave out one of the two calls.");
    }

    /// <summary>Finds the host's class where the host has registered it, or makes one object of it for this grabber.</summary>
    public static Func<IServiceProvider, T> HostPart<[DynamicallyAccessedMembers(Constructors)] T>(this ICoprJobGrabBuilder builder) where T : class
    {
        builder.Parts().TryAddSingleton(static services => new Made<T>(services.GetService<T>() ?? ActivatorUtilities.CreateInstance<T>(services)));
        return static services => services.GetRequiredService<Made<T>>().Value;
    }

    private sealed record Made<T>(T Value);

    private sealed record Choice(Type Seam, object What)
    {
        public override string ToString() =>
            What is Type type ? type.Name : What is string text ? $"'{text}'" : What is Delegate ? "a function" : $"an object of {What.GetType().Name}";
    }
}
