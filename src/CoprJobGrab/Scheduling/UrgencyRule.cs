namespace CoprJobGrab.Scheduling;

/// <summary>How a host tells what is urgent.</summary>
/// <param name="IsUrgent">Tells it of one task.</param>
internal sealed record UrgencyRule(Func<BuildTask, bool> IsUrgent);
