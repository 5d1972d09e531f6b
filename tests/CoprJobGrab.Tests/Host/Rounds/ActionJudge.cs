namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>
/// Judges a round of actions: each has a result; none begins again while its first run may last, or after its result is there; of a project one runs at a time;
/// and none waits that nothing waits for but what was begun.
/// </summary>
/// <param name="history">What happened.</param>
/// <param name="patience">How many milliseconds an action may take to begin when nothing is in its way: a take-over and some cycles.</param>
internal sealed class ActionJudge(ActionHistory history, long patience)
{
    private readonly Dictionary<long, string> _projects = history.Actions.ToDictionary(action => action.Id, action => action.Project);

    /// <summary>What should not have been.</summary>
    public IReadOnlyList<string> Violations() => [.. history.Actions.SelectMany(Of), .. history.Actions.GroupBy(action => action.Project).SelectMany(Overlaps)];

    private IEnumerable<string> Of(RoundAction action)
    {
        if (action.ReportedAt is null)
        {
            yield return $"action {action.Id} has no result";
        }

        var runs = history.Runs.Where(run => run.Id == action.Id).OrderBy(run => run.Begin).ToList();
        for (var index = 0; index < runs.Count; index++)
        {
            var begin = runs[index].Begin;
            if (index > 0 && !Ends(action.Id).Any(ends => ends > runs[index - 1].Begin && ends <= begin))
            {
                yield return $"action {action.Id} begins again at {begin} while its run from {runs[index - 1].Begin} on may last";
            }

            if (action.ReportedAt < begin)
            {
                yield return $"action {action.Id} begins again at {begin} after its result is there";
            }

            if (begin - FreeAt(action, begin) is var waited && waited > patience)
            {
                yield return $"action {action.Id} begins at {begin}, {waited} ms after nothing that was begun is in its way";
            }
        }
    }

    /// <summary>When the killed leaders' runs of an action must have ended.</summary>
    private IEnumerable<long> Ends(long id) => history.Kills.Where(kill => kill.Noted.ContainsKey(id)).Select(kill => kill.Noted[id]);

    /// <summary>
    /// From when on nothing is in the way of an action that begins now: it is listed, what came before it in its project is reported or must have ended,
    /// and somebody leads.
    /// </summary>
    private long FreeAt(RoundAction action, long now)
    {
        var reported = history.Actions.Where(other => other.Id != action.Id && other.Project == action.Project).Select(other => other.ReportedAt)
            .OfType<long>();
        var ends = history.Kills.SelectMany(kill => kill.Noted).Where(note => _projects[note.Key] == action.Project).Select(note => note.Value);
        return reported.Concat(ends).Concat(history.Kills.Select(kill => kill.At)).Where(time => time <= now).Append(action.ListedAt).Max();
    }

    private IEnumerable<string> Overlaps(IGrouping<string, RoundAction> project)
    {
        var runs = history.Runs.Where(run => _projects[run.Id] == project.Key).OrderBy(run => run.Begin).ToList();
        return runs.Zip(runs.Skip(1))
            .Where(pair => pair.First.End is null || pair.First.End > pair.Second.Begin)
            .Select(pair => $"action {pair.Second.Id} begins at {pair.Second.Begin} while action {pair.First.Id} of {project.Key} runs");
    }
}
