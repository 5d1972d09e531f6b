using CoprJobGrab.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CoprJobGrab;

/// <summary>
/// Healthy while cycles succeed, those of a standby too: degraded when the last cycle failed, unhealthy when the last success is older than three times what a
/// pause and a fetch may take:
/// <see cref="LoopOptions.Interval"/> with its whole jitter, and <see cref="FrontendOptions.Timeout"/>.
/// Registered by <c>AddCoprJobGrab</c>; add it to a host's checks with <c>AddHealthChecks().AddCheck&lt;JobGrabHealthCheck&gt;("job-grabber")</c>.
/// </summary>
public sealed class JobGrabHealthCheck : IHealthCheck
{
    private const int CyclesUntilUnhealthy = 3;

    private readonly CycleHistory _history;
    private readonly LoopOptions _loop;
    private readonly FrontendOptions _frontend;
    private readonly TimeProvider _time;

    internal JobGrabHealthCheck(CycleHistory history, LoopOptions loop, FrontendOptions frontend, TimeProvider time)
    {
        _history = history;
        _loop = loop;
        _frontend = frontend;
        _time = time;
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var patience = (_loop.Interval * (1 + _loop.Jitter) + _frontend.Timeout) * CyclesUntilUnhealthy;
        var sinceSuccess = _time.GetUtcNow() - _history.LastSuccess;
        return Task.FromResult(
            sinceSuccess > patience ? HealthCheckResult.Unhealthy(
                $"No cycle has succeeded for {sinceSuccess.TotalSeconds:F0} s; the limit is {patience.TotalSeconds:F0} s.", _history.LastError)
            : _history.LastError is { } error ? HealthCheckResult.Degraded($"The last cycle failed: {error.Message}", error)
            : HealthCheckResult.Healthy());
    }
}
