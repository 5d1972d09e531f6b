namespace CoprJobGrab;

/// <summary>The result of writing a plan, group by group. One group's failure costs no other group.</summary>
/// <param name="Groups">One entry for each <see cref="GroupPlan"/>, and one for each other group that could not be observed.</param>
public sealed record ApplyResult(IReadOnlyList<GroupResult> Groups);
