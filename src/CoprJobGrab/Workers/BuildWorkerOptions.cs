namespace CoprJobGrab;

/// <summary>How a worker takes and builds.</summary>
public sealed class BuildWorkerOptions
{
    /// <summary>The worker's name in events and logs. The default is the machine's name and the number of the process.</summary>
    public string Name { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>The builder groups that it takes from, in the order in which they are emptied; at least one.</summary>
    public IList<string> Groups { get; } = [];

    /// <summary>
    /// How often each group comes first, by its id: of two with the weights 3 and 1, the first one three times in four. The default is none, so that the order of
    /// <see cref="Groups"/> holds; a group that is not named here has the weight 1 when another one is.
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

    /// <summary>How long running builds may go on when the host stops. The default is 5 seconds; the host itself waits <c>HostOptions.ShutdownTimeout</c>.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an idle worker looks for work when no hint comes; from 100 milliseconds. The default is 1 second.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);
}
