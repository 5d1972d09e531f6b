namespace CoprJobGrab.Actions;

/// <summary>Says of an action what it waits for, and until when. Pure: it reads what is kept of actions and nothing else.</summary>
/// <param name="kept">The kept state of actions.</param>
internal sealed class ActionStory(ActionOverview kept)
{
    /// <summary>True when it needs the projects of the action that is asked about.</summary>
    public bool NeedsProjects => kept.Noted.Count > 0;

    /// <param name="actionId">A listed action.</param>
    /// <param name="projects">The keys of its projects; empty where they are not needed.</param>
    /// <returns>Step by step; empty when nothing is in its way.</returns>
    public IReadOnlyList<string> Of(long actionId, IReadOnlyList<string> projects) => [.. Results(actionId), .. Waits(actionId, projects)];

    private IEnumerable<string> Results(long actionId)
    {
        if (kept.Outstanding.Any(report => report.ActionId == actionId))
        {
            yield return "it has a result, which the frontend is told until it takes it: it does not run again";
        }

        if (kept.GivenUp.FirstOrDefault(givenUp => givenUp.Report.ActionId == actionId) is { } refused)
        {
            yield return $"it has a result, which the frontend refuses ({refused.Reason}): it does not run again unless an operator decides so";
        }
    }

    private IEnumerable<string> Waits(long actionId, IReadOnlyList<string> projects)
    {
        if (kept.AllFrom is { } from)
        {
            yield return $"no action begins before {from:u}, because a grabber led before that does not say what it has begun";
        }

        foreach (var noted in kept.Noted)
        {
            if (noted.ActionId == actionId)
            {
                yield return $"{noted.Holder} has begun it, and it may run there until {noted.Until:u}";
            }
            else if (LanePlanner.Meets(projects, noted.Projects))
            {
                yield return $"it waits for action {noted.ActionId}, which shares a project with it: "
                    + $"{noted.Holder} has begun that, and it may run until {noted.Until:u}";
            }
        }
    }
}
