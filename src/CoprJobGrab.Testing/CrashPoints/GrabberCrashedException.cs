namespace CoprJobGrab.Testing;

/// <summary>What every call of a grabber meets from its crash point on: it is dead, and nothing that it does reaches the world any more.</summary>
/// <param name="step">The name of the step at which it was stopped.</param>
public sealed class GrabberCrashedException(string step) : CoprJobGrabException($"The grabber was stopped {step}.", null);
