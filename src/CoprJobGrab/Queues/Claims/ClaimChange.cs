namespace CoprJobGrab.Queues.Claims;

/// <summary>A claim that ends or is replaced.</summary>
/// <param name="Claim">As observed.</param>
/// <param name="Next">The claim that is stored instead; null when the claim ends.</param>
/// <param name="Task">The task to push for it; null when none is.</param>
/// <param name="Done">Where it is counted when it is done; null where nobody counts.</param>
internal sealed record ClaimChange(Claim Claim, Claim? Next, BuildTask? Task, List<string>? Done)
{
    /// <summary>The place of the claim's element, from 1, which is popped next; 0 when it is not known.</summary>
    public int Place { get; init; }

    /// <summary>True when the task goes to the end that is popped next.</summary>
    public bool IsUrgent { get; init; }

    /// <summary>
    /// True when the same claim goes on, with another time beside it. A mark that names another claim may be the only word of a cancel, and stays.
    /// A mark that names this one is of a release before its task was pushed again: it would end the claim once more when the task is popped.
    /// </summary>
    public bool KeepsMark => Next is { ParkedBecause: null } && Task is null && Claim.Mark?.Names(Claim) != true;

    /// <summary>True when the claim's element leaves the list, and nothing is done where it does not stand in it.</summary>
    public bool RemovesElement => Claim.State == ClaimState.Waiting && Next?.Urn != Claim.Urn;
}
