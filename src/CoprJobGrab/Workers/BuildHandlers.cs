using CoprJobGrab.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Workers;

/// <summary>Runs the handler of a worker, each time in a scope of services and a logging scope of its own.</summary>
/// <param name="scopes">Makes scopes.</param>
/// <param name="loggers">Makes the logger of builds.</param>
/// <param name="events">Is told what a scope throws at its end.</param>
/// <param name="create">Gives the handler, from the services of a build, and whether it is to be disposed of with the build.</param>
/// <param name="worker">The worker's name.</param>
internal sealed class BuildHandlers(
    IServiceScopeFactory scopes, ILoggerFactory loggers, EventHub events, Func<IServiceProvider, (IBuildHandler? Handler, bool IsOwn)> create, string worker)
{
    private static readonly Func<ILogger, string, string, int, IDisposable?> LogScope =
        LoggerMessage.DefineScope<string, string, int>("Build of task {TaskId} of group {GroupId}, attempt {Attempt}");

    private readonly ILogger _logger = loggers.CreateLogger(JobGrabEvent.InWorkers);

    public async Task<BuildOutcome> HandleAsync(BuildWork work, CancellationToken cancellationToken)
    {
        using var logScope = LogScope(_logger, Printable.Of(work.Task.TaskId), work.GroupId, work.Attempt);
        var scope = scopes.CreateAsyncScope();
        IBuildHandler? handler = null;
        var isOwn = false;
        try
        {
            (handler, isOwn) = create(scope.ServiceProvider);
            return await (handler ?? throw new InvalidOperationException("The factory of the build handler returned null."))
                .HandleAsync(work, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException("The handler returned null, not an outcome.");
        }
        finally
        {
            await EndAsync(isOwn ? handler : null, scope).ConfigureAwait(false);
        }
    }

    private async Task EndAsync(object? own, AsyncServiceScope scope)
    {
        try
        {
            await using (scope.ConfigureAwait(false))
            {
                if (own is IAsyncDisposable later)
                {
                    await later.DisposeAsync().ConfigureAwait(false);
                }
                else
                {
                    (own as IDisposable)?.Dispose();
                }
            }
        }
#pragma warning disable CA1031 // What a service of the host's throws at its end must not take the outcome of the build with it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            events.Failed(GrabberStep.Workers, fault, worker);
        }
    }
}
