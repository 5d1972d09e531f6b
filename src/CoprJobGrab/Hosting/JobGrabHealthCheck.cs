using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CoprJobGrab;

/// <summary>
/// Healthy while cycles succeed, those of a standby too: degraded when the last cycle failed, unhealthy when the last success is older than three times what a pause and a fetch may take:
/// <see cref="LoopOptions.Interval"/> with its whole jitter, and <see cref="FrontendOptions.Timeout"/>. Registered by <c>AddCoprJobGrab</c>; add it to a host's checks with <c>AddHealthChecks().AddCheck&lt;JobGrabHealthCheck&gt;("job-grabber")</c>.
/// </summary>
public sealed class JobGrabHealthCheck : IHealthCheck
{
    private const int CyclesUntilUnhealthy = 3;

    private readonly CycleHistory _history;
    private readonly IOptions<CoprJobGrabOptions> _options;
    private readonly TimeProvider _time;

    internal JobGrabHealthCheck(CycleHistory history, IOptions<CoprJobGrabOptions> options, TimeProvider time)
    {
        _history = history;
        _options = options;
        _time = time;
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var options = _options.Value;
        var patience = (options.Loop.Interval * (1 + options.Loop.Jitter) + options.Frontend.Timeout) * CyclesUntilUnhealthy;
        var sinceSuccess = _time.GetUtcNow() - _history.LastSuccess;
        return Task.FromResult(
            sinceSuccess > patience ? HealthCheckResult.Unhealthy($"No cycle has succeeded for {sinceSuccess.TotalSeconds:F0} s; the limit is {patience.TotalSeconds:F0} s.", _history.LastError)
            : _history.LastError is { } error ? HealthCheckResult.Degraded($"The last cycle failed: {error.Message}", error)
            : HealthCheckResult.Healthy());
    }
}
