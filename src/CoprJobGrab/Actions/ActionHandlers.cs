namespace CoprJobGrab.Actions;

/// <summary>The handlers of actions, by type. A handler for a type overrides the catch-all; of two for the same type the last registered counts.</summary>
internal sealed class ActionHandlers
{
    private readonly Dictionary<ActionType, IActionHandler> _byType = [];
    private readonly IActionHandler? _catchAll;

    public ActionHandlers(IEnumerable<ActionHandlerRegistration> registrations, IServiceProvider services)
    {
        foreach (var registration in registrations)
        {
            var handler = registration.Create(services);
            if (registration.Type is { } type)
            {
                _byType[type] = handler;
            }
            else
            {
                _catchAll = handler;
            }
        }
    }

    /// <summary>False when no action can ever be handled, so that no record needs to be fetched.</summary>
    public bool Any => _catchAll is not null || _byType.Count > 0;

    public IActionHandler? Find(ActionType type) => _byType.GetValueOrDefault(type) ?? _catchAll;
}
