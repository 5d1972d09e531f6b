using CoprJobGrab;
using CoprJobGrab.Configuration;
using CoprJobGrab.DependencyInjection;
using CoprJobGrab.Model;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes a host a job grabber.</summary>
public static class CoprJobGrabServiceCollectionExtensions
{
    /// <summary>
    /// Adds the grabber and its hosted loop: HTTP to the frontend, routing by architecture, queues in memory. May be called more than once; what the host has
    /// registered before stays.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <returns>A builder to replace and add parts with.</returns>
    public static ICoprJobGrabBuilder AddCoprJobGrab(this IServiceCollection services) => services.AddGrabber(GrabberName.None);

    /// <summary>Adds the grabber and reads its options from configuration.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">See <see cref="Configure(ICoprJobGrabBuilder, IConfigurationSection)"/>.</param>
    /// <returns>A builder to replace and add parts with.</returns>
    /// <exception cref="ArgumentException">The section is empty or missing.</exception>
    /// <exception cref="InvalidOperationException">Another section was given before.</exception>
    public static ICoprJobGrabBuilder AddCoprJobGrab(this IServiceCollection services, IConfigurationSection section) =>
        services.AddCoprJobGrab().Configure(section);

    /// <summary>Adds the grabber and sets its options in code.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>A builder to replace and add parts with.</returns>
    public static ICoprJobGrabBuilder AddCoprJobGrab(this IServiceCollection services, Action<CoprJobGrabOptions> configure) =>
        services.AddCoprJobGrab().Configure(configure);

    /// <summary>
    /// Adds a grabber with a name, beside others: with a frontend, groups, a loop and options of its own. Its parts have the name as their key, as in
    /// <c>GetRequiredKeyedService&lt;JobGrabber&gt;(name)</c>, and so have the parts that a host registers for it.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">
    /// The farm's identity in all processes, because keys on Redis are named by it: 1 to 64 letters of A to Z or a to z, digits, '_', '.' or '-'.
    /// </param>
    /// <returns>A builder to replace and add parts with.</returns>
    /// <exception cref="ArgumentException">It is no such name.</exception>
    public static ICoprJobGrabBuilder AddCoprJobGrab(this IServiceCollection services, string name) => services.AddGrabber(GrabberName.Of(name));

    /// <inheritdoc cref="AddCoprJobGrab(IServiceCollection, string)"/>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The name.</param>
    /// <param name="section">See <see cref="Configure(ICoprJobGrabBuilder, IConfigurationSection)"/>.</param>
    public static ICoprJobGrabBuilder AddCoprJobGrab(this IServiceCollection services, string name, IConfigurationSection section) =>
        services.AddCoprJobGrab(name).Configure(section);

    /// <inheritdoc cref="AddCoprJobGrab(IServiceCollection, string)"/>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The name.</param>
    /// <param name="configure">Sets the options.</param>
    public static ICoprJobGrabBuilder AddCoprJobGrab(this IServiceCollection services, string name, Action<CoprJobGrabOptions> configure) =>
        services.AddCoprJobGrab(name).Configure(configure);

    /// <summary>
    /// Adds <see cref="IJobGrabOperator"/> alone, for a process that looks at the queues on a Redis and operates them, such as a web service beside grabbers:
    /// no loop, no lead, and no frontend, unless one is configured for explanations. <c>UseRedis</c> must follow.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <returns>A builder to say where Redis is, and what else is as in the grabbers.</returns>
    public static ICoprJobGrabBuilder AddCoprJobGrabOperator(this IServiceCollection services) => services.AddGrabber(GrabberName.None, onlyOperates: true);

    /// <inheritdoc cref="AddCoprJobGrabOperator(IServiceCollection)"/>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The name of the grabbers, which is the key of the operator.</param>
    public static ICoprJobGrabBuilder AddCoprJobGrabOperator(this IServiceCollection services, string name) =>
        services.AddGrabber(GrabberName.Of(name), onlyOperates: true);

    /// <summary>Reads the grabber's options from configuration.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">
    /// A section, which is followed when it changes, with the members of <see cref="CoprJobGrabOptions"/>.
    /// A key that none of them has, or a value that is none of its type, is refused when the host starts, with everything else that is wrong.
    /// </param>
    /// <exception cref="ArgumentException">The section is empty or missing.</exception>
    /// <exception cref="InvalidOperationException">Another section was given before.</exception>
    public static ICoprJobGrabBuilder Configure(this ICoprJobGrabBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        if (!section.Exists())
        {
            throw new ArgumentException(
                $"The configuration section '{section.Path}' is missing or empty; give the one that holds the members of {nameof(CoprJobGrabOptions)}.",
                nameof(section));
        }

        if (!builder.Chooses(typeof(IConfigurationSection), section.Path))
        {
            return builder;
        }

        builder.Services.AddSingleton<IOptionsChangeTokenSource<CoprJobGrabOptions>>(
            new ConfigurationChangeTokenSource<CoprJobGrabOptions>(builder.Name ?? Options.Options.DefaultName, section));
        return builder.Configure(options => ConfigurationReader.Read(section, options));
    }

    /// <summary>Sets the grabber's options in code.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets them, after what was given before.</param>
    public static ICoprJobGrabBuilder Configure(this ICoprJobGrabBuilder builder, Action<CoprJobGrabOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(builder.Name ?? Options.Options.DefaultName, configure);
        return builder;
    }
}
