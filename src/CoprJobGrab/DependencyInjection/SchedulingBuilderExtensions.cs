using CoprJobGrab;
using CoprJobGrab.DependencyInjection;
using CoprJobGrab.Scheduling;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Puts a host's own rules of scheduling in place of the library's, or beside them.
/// A function that throws costs the task that it was asked about, which is refused with the reason.
/// </summary>
public static class SchedulingBuilderExtensions
{
    /// <summary>Gives priorities by this function instead of Copr's (wire 7.7).</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="priority">Gives them. Called for every listed task at every poll; must be fast, and give the same task the same priority.</param>
    public static ICoprJobGrabBuilder UsePriority(this ICoprJobGrabBuilder builder, BuildPriority priority)
    {
        ArgumentNullException.ThrowIfNull(priority);
        return builder.Use(priority, ServiceDescriptor.Singleton(priority));
    }

    /// <summary>
    /// Lets tasks jump the queue: an urgent one goes to the end of the list that is popped next, and need not wait for the list to have room
    /// (<see cref="BuilderGroupOptions.Depth"/>). Limits hold it as any other.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="isUrgent">Tells which are urgent. Called for every task that is due.</param>
    public static ICoprJobGrabBuilder UseUrgency(this ICoprJobGrabBuilder builder, Func<BuildTask, bool> isUrgent)
    {
        ArgumentNullException.ThrowIfNull(isUrgent);
        return builder.Use(isUrgent, ServiceDescriptor.Singleton(new UrgencyRule(isUrgent)));
    }

    /// <summary>Adds a limit: of the tasks that have the same key, no more than so many are handed out at once.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Names the limit in reasons; also the member of the claim that keeps the key.</param>
    /// <param name="keyOf">
    /// Gives a task's key; null when the limit does not count it. Asked once per task, and again when the frontend's record of it changes or when it threw.
    /// </param>
    /// <param name="most">The number of places per key; 0 when none may run.</param>
    /// <exception cref="ArgumentException">The name is empty or has been given, or <paramref name="most"/> is below 0.</exception>
    public static ICoprJobGrabBuilder AddLimit(this ICoprJobGrabBuilder builder, string name, Func<BuildTask, string?> keyOf, int most)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(keyOf);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        if (builder.Parts().Any(service => service.ImplementationInstance is HostLimit limit && limit.Name == name))
        {
            throw new ArgumentException($"There is a limit '{name}' already; give each limit a name of its own.", nameof(name));
        }

        builder.Parts().AddSingleton(new HostLimit(name, keyOf, most));
        return builder;
    }
}
