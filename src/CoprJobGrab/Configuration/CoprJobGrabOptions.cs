using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab;

/// <summary>
/// The options of the grabber, validated when the host starts, all failures at once.
/// <see cref="Groups"/> and <see cref="Scheduling"/> follow a configuration that changes while the host runs, from the next cycle on;
/// the others are taken once.
/// </summary>
public sealed class CoprJobGrabOptions
{
    /// <summary>The frontend.</summary>
    public FrontendOptions Frontend { get; } = new();

    /// <summary>The builder groups. An architecture belongs to one group only.</summary>
    /// <value>Empty by default; at least one is required.</value>
    public IList<BuilderGroupOptions> Groups { get; } = [];

    /// <summary>The loop.</summary>
    public LoopOptions Loop { get; } = new();

    /// <summary>How long a task that was handed out is waited for, and how often it is handed out.</summary>
    public ClaimOptions Claims { get; } = new();

    /// <summary>Which of the listed tasks may run now.</summary>
    public SchedulingOptions Scheduling { get; } = new();

    /// <summary>The actions.</summary>
    public ActionOptions Actions { get; } = new();

    /// <summary>The reports to the frontend.</summary>
    public ReportOptions Reports { get; } = new();

    /// <summary>The lead among several grabbers on one Redis.</summary>
    public LeadershipOptions Leadership { get; } = new();

    /// <summary>
    /// Redis, when <see cref="CoprJobGrabBuilderExtensions.UseRedis(ICoprJobGrabBuilder)"/> puts the queues there. To set it without that is refused.
    /// </summary>
    public RedisOptions Redis { get; } = new();

    /// <summary>
    /// Says what is done about a set-up that is doubtful: a Redis that may drop the queues or forget what was taken, other groups in another grabber,
    /// patience or a lease that is too short.
    /// </summary>
    /// <value>The default is <see cref="SetupChecks.Warn"/>.</value>
    public SetupChecks Checks { get; set; }

    /// <summary>The parts of a configuration that could not be read, each with its full path.</summary>
    internal List<string> ConfigurationFaults { get; } = [];

    /// <summary>The notes to tell about a configuration that can be used as it is.</summary>
    internal List<string> ConfigurationNotes { get; } = [];

    /// <summary>Adds a builder group.</summary>
    /// <param name="id">Names the queue <c>copr-be-ID</c>.</param>
    /// <param name="architectures">The architectures that the group builds: names, <c>source</c>, or <c>*</c> for the rest.</param>
    public CoprJobGrabOptions AddGroup(string id, params IEnumerable<string> architectures)
    {
        var group = new BuilderGroupOptions { Id = id };
        foreach (var architecture in architectures)
        {
            group.Architectures.Add(architecture);
        }

        Groups.Add(group);
        return this;
    }
}
