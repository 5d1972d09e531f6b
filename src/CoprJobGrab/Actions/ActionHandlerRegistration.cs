namespace CoprJobGrab.Actions;

/// <summary>One handler as registered; a null type is the catch-all.</summary>
internal sealed record ActionHandlerRegistration(ActionType? Type, Func<IServiceProvider, IActionHandler> Create);
