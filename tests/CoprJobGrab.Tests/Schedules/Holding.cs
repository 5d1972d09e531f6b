namespace CoprJobGrab.Tests.Schedules;

/// <summary>A live worker and its task.</summary>
internal sealed record Holding(FrontendTask Task, string Group, DateTimeOffset Since);
