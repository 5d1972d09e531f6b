namespace CoprJobGrab;

/// <summary>"This task is ours to hand out." A claim lives in the queue store beside the list, and ends for a reason.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="GroupId">The builder group in whose list the task was put.</param>
/// <param name="Urn">The uuid of the envelope that was pushed for it.</param>
/// <param name="Attempt">How often it has been handed out, this time included; from 1.</param>
/// <param name="Standing">Where the task stands.</param>
/// <param name="Limits">What limits count it by.</param>
public sealed record Claim(string TaskId, string GroupId, Guid Urn, int Attempt, ClaimStanding Standing, LimitKeys Limits);
