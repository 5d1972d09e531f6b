namespace CoprJobGrab;

/// <summary>The result of an action, as the frontend is told (wire 1.6).</summary>
/// <param name="ActionId">The action.</param>
/// <param name="Succeeded">True is sent as 1, false as 2.</param>
/// <param name="Message">Shown to the user; null sends none.</param>
public sealed record ActionReport(long ActionId, bool Succeeded, string? Message);
