using CoprJobGrab.DependencyInjection;
using CoprJobGrab.Hosting;
using CoprJobGrab.Model;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of the grabber to a host's checks.</summary>
public static class CoprJobGrabHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds two checks. <c>coprjobgrab</c>, with the tag <c>ready</c>, is unhealthy from three intervals after the last successful poll ended,
    /// and degraded where nobody takes what waits, or where the frontend does not take reports. <c>coprjobgrab-live</c>, with the tag <c>live</c>,
    /// is unhealthy when the hosted loop does not go round any more, whatever the frontend does.
    /// </summary>
    /// <param name="builder">The host's checks.</param>
    /// <param name="name">The name of the grabber, whose checks are <c>coprjobgrab-NAME</c> and <c>coprjobgrab-NAME-live</c>; null for the one without.</param>
    public static IHealthChecksBuilder AddCoprJobGrab(this IHealthChecksBuilder builder, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var of = name is null ? GrabberName.None : GrabberName.Of(name);
        var check = name is null ? "coprjobgrab" : $"coprjobgrab-{name}";
        return builder
            .Add(new HealthCheckRegistration(check, provider => new Check(HealthOf(provider, of).Ready), failureStatus: null, ["ready"]))
            .Add(new HealthCheckRegistration($"{check}-live", provider => new Check(HealthOf(provider, of).Live), failureStatus: null, ["live"]));
    }

    private static GrabberHealth HealthOf(IServiceProvider provider, GrabberName name) =>
        GrabberParts.Of(provider, name).GetService<GrabberHealth>() ?? throw new InvalidOperationException(
            $"The health of {name} is asked for, but the host has not added that grabber; "
                + "give the health checks the name of one that is added, or no name for the one without.");

    private sealed class Check(Func<HealthCheckResult> judge) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(judge());
    }
}
