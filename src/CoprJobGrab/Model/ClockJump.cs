namespace CoprJobGrab.Model;

/// <summary>A store's clock went ahead of the time that passed: it was set, or the machines were suspended.</summary>
/// <param name="To">The time that it showed afterwards.</param>
/// <param name="By">The length of the jump.</param>
internal sealed record ClockJump(DateTimeOffset To, TimeSpan By);
