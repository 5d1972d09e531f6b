using System.Globalization;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>
/// Says what went wrong in a round of workers, by the journal of its builds and faults and by what the frontend was told. It knows nothing of the library.
/// All times are in milliseconds, of one clock.
/// </summary>
internal sealed class WorkerJudge
{
    public const string Redis = "redis";

    /// <summary>How the names of workers begin that give no sign while they build: none of theirs may run again unless they died.</summary>
    public const string Silent = "python";

    // A lease of four seconds is renewed at every third of it, and given up 0.4 s before its end: who stands still for less than this keeps it.
    private const long Lease = 4_000, LeastStandstill = 2_000;

    // What is begun with half a lease is lost by less, but not by nothing.
    private const long LeastInBuild = 250;

    // What a worker that is well takes, on a busy machine, to store an end, to remove a report or to kill a command.
    private const long Soon = 2_000;

    // A client finds a server that was started again by its next attempt.
    private const long Reconnect = 2_000;

    private const int Failed = 0, Succeeded = 1, Running = 3, Starting = 6;

    private readonly IReadOnlyList<string> _tasks;
    private readonly IReadOnlyList<string> _journal;
    private readonly ILookup<string, Word> _words;
    private readonly Dictionary<string, List<Outage>> _outages = [];
    private readonly Dictionary<string, List<Run>> _runs = [];

    /// <param name="tasks">The tasks that were listed.</param>
    /// <param name="journal">
    /// <c>begin</c>, <c>overlap</c> or <c>end</c> with a task, a process and a time; <c>dead</c>, <c>down</c> or <c>up</c> with a process and a time.
    /// </param>
    /// <param name="words">The frontend's words in their order.</param>
    public WorkerJudge(IReadOnlyList<string> tasks, IReadOnlyList<string> journal, IReadOnlyList<Word> words)
    {
        (_tasks, _journal, _words) = (tasks, journal, words.ToLookup(word => word.TaskId));
        foreach (var line in journal)
        {
            Read(line.Split(' '));
        }
    }

    /// <summary>What a process told the frontend of a task.</summary>
    public sealed record Word(string TaskId, int Status, string Process, long Time)
    {
        public bool IsEnd => Status is Failed or Succeeded;
    }

    private sealed record Run(string Process, long Begin, bool Overlaps)
    {
        public long End { get; set; } = long.MaxValue;
    }

    private sealed record Outage(long From, bool IsDeath)
    {
        public long To { get; set; } = long.MaxValue;

        /// <summary>How much of this time it took.</summary>
        public long In(long from, long to) => Math.Max(0, Math.Min(to, To) - Math.Max(from, From));
    }

    /// <summary>How often a build was begun again.</summary>
    public int RunAgain => _runs.Values.Sum(runs => runs.Count - 1);

    /// <summary>How many runs began while another one of the same task was still there.</summary>
    public int Overlaps => _runs.Values.Sum(runs => runs.Count(run => run.Overlaps));

    /// <summary>The tasks whose end the frontend heard again.</summary>
    public IReadOnlyList<string> ToldAgain => [.. _words.Where(words => words.Count(word => word.IsEnd) > 1).Select(words => words.Key)];

    /// <summary>What was wrong, each with its task.</summary>
    public IReadOnlyList<(string TaskId, string Text)> Violations() =>
        [.. _tasks.SelectMany(task => Violations(task, _runs.GetValueOrDefault(task, []), [.. _words[task]]).Select(text => (task, text)))];

    /// <summary>All that is known about a task, about the processes that had it, and about Redis, in the order of time.</summary>
    public IEnumerable<string> Evidence(string task)
    {
        string[] subjects = [task, Redis, .. _runs.GetValueOrDefault(task, []).Select(run => run.Process), .. _words[task].Select(word => word.Process)];
        return _journal.Where(line => subjects.Contains(line.Split(' ')[1]))
            .Concat(_words[task].Select(word => string.Create(CultureInfo.InvariantCulture, $"told {word.Status} {word.Process} {word.Time}")))
            .OrderBy(line => line[(line.LastIndexOf(' ') + 1)..], StringComparer.Ordinal);
    }

    private IEnumerable<string> Violations(string task, List<Run> runs, List<Word> told)
    {
        var ends = told.FindAll(word => word.IsEnd);
        if (ends.Count == 0 || !runs.Exists(run => run.End <= ends[0].Time))
        {
            yield return $"{task} is lost: it ran {runs.Count} times, and the frontend heard {ends.Count} times how it ended, once a run had ended";
        }

        for (var at = 1; at < runs.Count; at++)
        {
            var (run, next) = (runs[at - 1], runs[at]);
            var isLate = WokeAt(next.Process, next.Begin);
            if (!isLate && !MayRunAgain(run, next.Begin))
            {
                yield return $"{task} runs again at {next.Begin}, though {run.Process}, which began it at {run.Begin}, was well";
            }

            if (!isLate && next.Overlaps && !runs.Take(at).Any(earlier => earlier.End > next.Begin && CannotStop(earlier, next.Begin)))
            {
                yield return $"{task} has two runs at once at {next.Begin}, though who began the earlier one could stop it";
            }
        }

        foreach (var (first, second) in ends.Zip(ends.Skip(1)))
        {
            if (!DiedBeforeRemoval(first))
            {
                yield return $"the frontend heard the end of {task} again at {second.Time}, though {first.Process}, which told it at {first.Time}, lived on";
            }
        }

        if (told.SkipWhile(word => !word.IsEnd).Any(word => word.Status is Starting or Running))
        {
            yield return $"the frontend heard of a start of {task} after its end: {string.Join(' ', told.Select(word => word.Status))}";
        }
    }

    /// <summary>The worker died before it can have stored the end, or it and Redis stood still for so long that its lease ran out meanwhile.</summary>
    private bool MayRunAgain(Run run, long next)
    {
        var until = run.End == long.MaxValue ? next : Math.Min(next, Later(run.Process, run.End, next));
        long Standstill(long from) => OutagesOf(run.Process, Redis).Where(outage => outage.From < until).Sum(outage => outage.In(from, next));
        return Death(run.Process) <= until
            || (!run.Process.StartsWith(Silent, StringComparison.Ordinal)
                && Standstill(run.Begin) >= LeastInBuild && Standstill(run.Begin - Lease) >= LeastStandstill);
    }

    /// <summary>Whoever began it is dead, stands still, or has just woken up.</summary>
    private bool CannotStop(Run run, long at) => Death(run.Process) <= at || WokeAt(run.Process, at);

    /// <summary>True when the process stood still for as long as a lease may last, and until now: what it had begun to do, it did late.</summary>
    private bool WokeAt(string process, long at) =>
        OutagesOf(process).Any(outage => outage.From < at && outage.To > at - Soon && Math.Min(at, outage.To) - outage.From >= LeastStandstill);

    private bool DiedBeforeRemoval(Word told) =>
        Death(told.Process) is < long.MaxValue and var death && death <= Later(told.Process, told.Time, death);

    /// <summary>When a living process has surely stored what it had to store at this time: soon, but for the time in which it or Redis stood still.</summary>
    // Only Redis comes up again after its death.
    private long Later(string process, long time, long to) => time + Soon + OutagesOf(process, Redis)
        .Where(outage => outage.From <= time + Soon && (!outage.IsDeath || outage.To < long.MaxValue)).Sum(outage => outage.In(time, to));

    private long Death(string process) => OutagesOf(process).FirstOrDefault(outage => outage.IsDeath)?.From ?? long.MaxValue;

    private void Read(string[] line)
    {
        var (time, process) = (long.Parse(line[^1], CultureInfo.InvariantCulture), line[^2]);
        switch (line[0])
        {
            case "dead" or "down":
                _outages.TryAdd(process, []);
                _outages[process].Add(new Outage(time, line[0] == "dead"));
                break;
            case "up":
                var last = _outages[process][^1];
                last.To = time + (last.IsDeath ? Reconnect : 0);
                break;
            case "end":
                _runs[line[1]].FindLast(run => run.Process == process)!.End = time;
                break;
            default:
                _runs.TryAdd(line[1], []);
                _runs[line[1]].Add(new Run(process, time, line[0] == "overlap"));
                break;
        }
    }

    private IEnumerable<Outage> OutagesOf(params string[] processes) => processes.SelectMany(process => _outages.GetValueOrDefault(process, []));
}
