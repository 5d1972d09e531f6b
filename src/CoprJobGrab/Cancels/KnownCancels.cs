namespace CoprJobGrab.Cancels;

/// <summary>The cancelled tasks, as far as they are known when a plan is made.</summary>
/// <param name="Tasks">The tasks that are not to be handed out.</param>
/// <param name="AreUnheard">True when nobody could tell which those are.</param>
internal readonly record struct KnownCancels(IReadOnlySet<string> Tasks, bool AreUnheard);
