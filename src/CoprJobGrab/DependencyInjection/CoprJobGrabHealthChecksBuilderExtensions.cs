using CoprJobGrab;
using CoprJobGrab.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of the grabber to a host's checks.</summary>
public static class CoprJobGrabHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds two checks. <paramref name="name"/>, with the tag <c>ready</c>, is unhealthy from three intervals after the last successful poll ended,
    /// and degraded where nobody takes what waits, or where the frontend does not take reports. <c>NAME-live</c>, with the tag <c>live</c>,
    /// is unhealthy when the hosted loop does not go round any more, whatever the frontend does.
    /// </summary>
    /// <param name="builder">The host's checks.</param>
    /// <param name="name">The name of the first one.</param>
    public static IHealthChecksBuilder AddCoprJobGrab(this IHealthChecksBuilder builder, string name = "coprjobgrab")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return builder
            .Add(new HealthCheckRegistration(
                name, static provider => JobGrabHealthCheck.Ready(provider.GetRequiredService<CycleHistory>()), failureStatus: null, ["ready"]))
            .Add(new HealthCheckRegistration(
                $"{name}-live",
                static provider => JobGrabHealthCheck.Live(
                    provider.GetRequiredService<CycleHistory>(), provider.GetRequiredService<LoopOptions>(), provider.GetRequiredService<FrontendOptions>()),
                failureStatus: null, ["live"]));
    }
}
