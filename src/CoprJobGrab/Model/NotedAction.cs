namespace CoprJobGrab;

/// <summary>An action that a grabber has begun and that may still run, as it is noted beside the lead.</summary>
/// <param name="ActionId">The action's id.</param>
/// <param name="Projects">
/// The projects that it touches: <c>#6</c> for a project's number, <c>owner/project</c> for its name, <c>*</c> for any; empty when it names none.
/// </param>
/// <param name="Holder">The grabber that has begun it, by the name under which it leads.</param>
/// <param name="Until">When it must have ended, by this process's clock.</param>
public sealed record NotedAction(long ActionId, IReadOnlyList<string> Projects, string Holder, DateTimeOffset Until);
