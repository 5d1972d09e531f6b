using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Actions;

/// <summary>The handlers of actions, by type: a handler of a type overrides the catch-all. Each attempt has scopes of its own.</summary>
internal sealed class ActionHandlers
{
    private static readonly Func<ILogger, long, ActionType, string?, int, IDisposable?> LogScope =
        LoggerMessage.DefineScope<long, ActionType, string?, int>("Action {ActionId} of type {ActionType}, project {Project}, attempt {Attempt}");

    private readonly IReadOnlyList<ActionHandlerRegistration> _registrations;
    private readonly IServiceScopeFactory _scopes;
    private readonly ILogger _logger;

    /// <exception cref="InvalidOperationException">Handlers need services that are not registered; the message names all of them.</exception>
    public ActionHandlers(
        IEnumerable<ActionHandlerRegistration> registrations, IServiceScopeFactory scopes, ILoggerFactory loggers, IServiceProviderIsService? known = null)
    {
        (_registrations, _scopes, _logger) = ([.. registrations], scopes, loggers.CreateLogger(JobGrabEvent.InActions));
        var faults =
            from registration in known is null ? [] : _registrations
            let missing = registration.Missing(known!)
            where missing.Count > 0
            select $"The action handler {registration.Name} needs services that are not registered: {string.Join(", ", missing)}; register them.";
        if (string.Join(' ', faults) is { Length: > 0 } fault)
        {
            throw new InvalidOperationException(fault);
        }
    }

    /// <summary>False when no action can ever be handled, so that no record needs to be fetched.</summary>
    public bool Any => _registrations.Count > 0;

    public ActionHandlerRegistration? Find(ActionType type) =>
        _registrations.FirstOrDefault(handler => handler.Type == type) ?? _registrations.FirstOrDefault(handler => handler.Type is null);

    /// <summary>The services of one attempt.</summary>
    public AsyncServiceScope CreateScope() => _scopes.CreateAsyncScope();

    /// <summary>What is logged before its end says which attempt it belongs to.</summary>
    public IDisposable? BeginLogScope(ActionAttempt attempt, IReadOnlyList<string> projects)
    {
        // Where an action gives both, a project's name says more to a reader than its number.
        var project = projects.FirstOrDefault(key => !key.StartsWith('#')) ?? (projects.Count > 0 ? projects[0] : null);
        return LogScope(_logger, attempt.Action.Id, attempt.Action.Type, project is null ? null : Printable.Of(project), attempt.Number);
    }
}
