using System.Globalization;

namespace CoprJobGrab.Tests.Host.Scenes;

/// <summary>
/// Judges a journal.
/// Each pop of a task after its first one is a doubled hand-out, and is excused for one of two reasons alone: what said that the task is taken was lost,
/// and no host had looked at the queues since it was popped; or an older picture came back, and the task was popped again before a host had looked at it.
/// A host looks at the queues before it asks for a list: what a worker had when a host was given a list, that host has seen when it asks for the next one.
/// A stale list excuses nothing.
/// </summary>
internal static class SceneJudge
{
    public const string Unseen = "popped unseen before a loss";
    public const string PoppedAgain = "popped again before the first look at an older picture";

    public static SceneVerdict Judge(Journal journal)
    {
        var lists = journal.Lists.GroupBy(list => list.Host).Select(host => host.OrderBy(list => list.At).ToList()).ToList();
        var excused = new Dictionary<string, int>();
        var doubled = new List<string>();
        foreach (var task in journal.Pops.GroupBy(pop => pop.TaskId))
        {
            var pops = task.OrderBy(pop => pop.Asked).ToList();
            foreach (var (first, second) in pops.Zip(pops.Skip(1)))
            {
                if (Excuse(first, second, journal.Losses, lists) is { } excuse)
                {
                    excused[excuse] = excused.GetValueOrDefault(excuse) + 1;
                }
                else
                {
                    doubled.Add(Describe(first, second, journal.Losses, lists));
                }
            }
        }

        return new SceneVerdict(journal.Pops.Select(pop => pop.TaskId).ToHashSet(), excused, doubled);
    }

    private static string? Excuse(Pop first, Pop second, IReadOnlyList<Loss> losses, List<List<ServedList>> lists)
    {
        foreach (var loss in losses.Where(loss => loss.TakesClaims && first.Answered >= loss.Picture && second.Answered >= loss.Began))
        {
            var firstLook = FirstLook(loss, lists);
            if (first.Asked <= (loss.LeavesList ? firstLook : loss.Ended) && !IsSeen(first, loss, lists))
            {
                return Unseen;
            }

            if (loss.Picture > TimeSpan.Zero && first.Asked <= loss.Ended && second.Asked <= firstLook)
            {
                return PoppedAgain;
            }
        }

        return null;
    }

    /// <summary>Between two lists of one host is one of its looks.</summary>
    private static bool IsSeen(Pop pop, Loss loss, List<List<ServedList>> lists) =>
        lists.Any(host => host.Count(list => list.At >= pop.Answered && list.At <= loss.Began) >= 2);

    /// <summary>By then a host has looked at what the loss has left.</summary>
    private static TimeSpan FirstLook(Loss loss, List<List<ServedList>> lists) =>
        lists.Select(host => host.Where(list => list.At >= loss.Ended).Skip(1).FirstOrDefault()?.At).Min() ?? TimeSpan.MaxValue;

    private static string Describe(Pop first, Pop second, IReadOnlyList<Loss> losses, List<List<ServedList>> lists)
    {
        var between = losses.Where(loss => loss.Ended >= first.Asked && loss.Began <= second.Answered)
            .Select(loss => $"{loss.What} at {Text(loss.Began)} to {Text(loss.Ended)}");
        var listed = lists.SelectMany(host => host).OrderBy(list => list.At).Where(list => list.At >= first.Asked && list.At <= second.Answered)
            .Select(list => $"{Text(list.At)} host {list.Host} {(list.Ids.Contains(first.TaskId) ? "with" : "without")}").ToList();
        return $"{first.TaskId} popped at {Text(first.Answered)} and at {Text(second.Answered)}; "
            + $"{string.Join(", ", between.DefaultIfEmpty("no loss between"))}; lists between: "
            + (listed.Count <= 12 ? string.Join(", ", listed) : $"{string.Join(", ", listed.Take(6))}, … {string.Join(", ", listed.TakeLast(6))}");
    }

    private static string Text(TimeSpan time) => time.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);
}
