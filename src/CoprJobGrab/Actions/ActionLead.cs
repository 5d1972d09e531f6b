namespace CoprJobGrab.Actions;

/// <summary>The lead under which a list of actions is offered.</summary>
/// <param name="Epoch">Its number.</param>
/// <param name="Lasts">
/// Asked before anything of the list starts, be it for the first time or again: what is offered may wait for long, and the lead may be another's by then.
/// </param>
/// <param name="Others">The actions that other grabbers have begun and may still run: nothing that shares a project with them starts.</param>
internal sealed record ActionLead(long Epoch, Func<bool> Lasts, IReadOnlyList<NotedAction> Others)
{
    /// <summary>One under which nothing starts.</summary>
    public static ActionLead None { get; } = new(0, static () => false, []);
}
