namespace CoprJobGrab.Testing;

/// <summary>What the frontend was told of one cancel request.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="WasRunning">True when a worker had it.</param>
public sealed record CancelAnswer(string TaskId, bool WasRunning);
