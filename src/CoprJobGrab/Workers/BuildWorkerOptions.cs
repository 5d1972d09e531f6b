using System.Globalization;
using CoprJobGrab.Model;

namespace CoprJobGrab;

/// <summary>How a worker takes and builds.</summary>
public sealed class BuildWorkerOptions
{
    // A timer takes no longer one.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);
    private static readonly TimeSpan LongestGrace = TimeSpan.FromHours(24);

    /// <summary>The worker's name in events and logs. The default is the machine's name and the number of the process.</summary>
    public string Name { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>The builder groups that it takes from, in the order in which they are emptied; at least one.</summary>
    public IList<string> Groups { get; } = [];

    /// <summary>
    /// How often each group comes first, by its id: of two with the weights 3 and 1, the first one three times in four. The default is none, so that the order
    /// of <see cref="Groups"/> holds; a group that is not named here has the weight 1 when another one is.
    /// </summary>
    public IDictionary<string, double> Weights { get; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>How many builds run at once; from 1. The default is 1. A worker never takes more than it can start now.</summary>
    public int Concurrency { get; set; } = 1;

    /// <summary>How long a build may take when its task names no time-out of its own. The default is 24 hours.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long a claim lasts unless it is renewed, which is tried at every third of it; from 3 seconds. The default is 60 seconds.
    /// A dead worker's tasks are handed out again this long after its last sign.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long running builds may go on when the host stops, up to 24 hours. The default is 5 seconds; the host itself waits
    /// <c>HostOptions.ShutdownTimeout</c>.
    /// </summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an idle worker looks for work when no hint comes; from 100 milliseconds. The default is 1 second.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Everything that is wrong, each with the value and the cure.</summary>
    internal IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Name))
        {
            yield return "Build worker: Name is empty; give the name that events are to have, or leave it out.";
        }

        if (Groups.Count == 0)
        {
            yield return $"Build worker '{Name}': Groups is empty, so that it would take nothing; add at least one builder group.";
        }

        foreach (var invalid in Groups.Where(group => group is null || !BuilderGroup.IsValidId(group)))
        {
            yield return $"Build worker '{Name}': Groups has '{invalid}', which is not usable in a queue's name; use letters, digits, '.', '_' and '-' only.";
        }

        foreach (var twice in Groups.GroupBy(group => group, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            yield return $"Build worker '{Name}': Groups has '{twice.Key}' {twice.Count()} times; leave all but one out.";
        }

        foreach (var weight in Weights.Where(weight => !Groups.Contains(weight.Key) || !(weight.Value > 0 && double.IsFinite(weight.Value))))
        {
            yield return $"Build worker '{Name}': Weights has {weight.Value.ToString(CultureInfo.InvariantCulture)} for '{weight.Key}'; "
                + "give a number above 0 for a group that is one of Groups.";
        }

        if (Concurrency < 1)
        {
            yield return $"Build worker '{Name}': Concurrency is {Concurrency}; it must be at least 1.";
        }

        foreach (var (option, span, least, most) in new[]
        {
            (nameof(TimeLimit), TimeLimit, TimeSpan.FromSeconds(1), Longest), (nameof(Lease), Lease, TimeSpan.FromSeconds(3), Longest),
            (nameof(Grace), Grace, TimeSpan.Zero, LongestGrace), (nameof(PollInterval), PollInterval, TimeSpan.FromMilliseconds(100), Longest),
        })
        {
            if (span < least || span > most)
            {
                yield return $"Build worker '{Name}': {option} is {TimeText.Of(span)}; it must be from {TimeText.Of(least)} to {TimeText.Of(most)}.";
            }
        }
    }
}
