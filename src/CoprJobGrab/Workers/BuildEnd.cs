using System.Diagnostics;
using CoprJobGrab.Events;

namespace CoprJobGrab.Workers;

/// <summary>What becomes of a build that runs no more.</summary>
/// <param name="Change">How it ended.</param>
/// <param name="Release">How its claim ends; null when the worker has the claim no more.</param>
/// <param name="Text">Why, for the operator.</param>
/// <param name="Error">What a handler or the reporter threw.</param>
internal sealed record BuildEnd(BuildChange Change, BuildRelease? Release, string? Text = null, Exception? Error = null)
{
    /// <summary>What is to be told before the claim ends; null for nothing.</summary>
    public BuildReport? Report { get; init; }

    public static BuildEnd Of(BuildOutcome outcome, Exception? error)
    {
        var (change, text) = outcome switch
        {
            BuildOutcome.Succeeded => (BuildChange.Succeeded, null),
            BuildOutcome.Failed failed => (BuildChange.Failed, failed.Reason),
            BuildOutcome.GivenBack back => (BuildChange.GivenBack, back.Reason),
            BuildOutcome.Interrupted => (BuildChange.Interrupted, null),
            _ => throw new UnreachableException($"An outcome is none of the closed set: {outcome}."),
        };
        return new BuildEnd(change, ReleaseOf(outcome), text, error);
    }

    public static BuildRelease ReleaseOf(BuildOutcome outcome) => outcome switch
    {
        BuildOutcome.GivenBack back => new BuildRelease.GivenBack(back.Reason, back.Pause),
        BuildOutcome.Interrupted => new BuildRelease.Interrupted(),
        _ => new BuildRelease.Finished(),
    };
}
