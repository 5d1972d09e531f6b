using CoprJobGrab;
using CoprJobGrab.DependencyInjection;
using CoprJobGrab.Hosting;
using CoprJobGrab.Model;
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
    /// <param name="name">The name of the first one; by default <c>coprjobgrab</c>, or <c>coprjobgrab-GRABBER</c>.</param>
    /// <param name="grabber">The name of the grabber; null for the one without a name.</param>
    public static IHealthChecksBuilder AddCoprJobGrab(this IHealthChecksBuilder builder, string? name = null, string? grabber = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var of = grabber is null ? GrabberName.None : GrabberName.Of(grabber);
        name ??= grabber is null ? "coprjobgrab" : $"coprjobgrab-{grabber}";
        return builder
            .Add(new HealthCheckRegistration(
                name, provider => JobGrabHealthCheck.Ready(GrabberParts.Of(provider, of).GetRequiredService<CycleHistory>()), failureStatus: null, ["ready"]))
            .Add(new HealthCheckRegistration($"{name}-live", provider => Live(GrabberParts.Of(provider, of)), failureStatus: null, ["live"]));
    }

    private static JobGrabHealthCheck Live(IServiceProvider grabber) => JobGrabHealthCheck.Live(
        grabber.GetRequiredService<CycleHistory>(), grabber.GetRequiredService<LoopOptions>(), grabber.GetRequiredService<FrontendOptions>());
}
