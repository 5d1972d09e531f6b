using CoprJobGrab.Cancels;
using CoprJobGrab.Configuration;
using CoprJobGrab.Scheduling;
using CoprJobGrab.TaskEnds;
using Microsoft.Extensions.Options;

namespace CoprJobGrab;

/// <summary>Gives the scheduler the rules, the cancelled tasks and the time.</summary>
internal sealed class Planner(
    ITaskSource source, Scheduler scheduler, TaskEndProcessor taskEnds, IOptions<CoprJobGrabOptions> options, TimeProvider time)
{
    private readonly long _madeAt = time.GetTimestamp();

    /// <exception cref="TaskSourceException">There is no builds list.</exception>
    public (GrabPlan Plan, ListMemory Memory) Plan(TaskSnapshot snapshot, QueueState observed, ListMemory memory, Settings settings, KnownCancels cancels) =>
        snapshot.Builds switch
    {
        Listing<BuildTask>.Complete builds => scheduler.Plan(builds, Input(observed, memory, RulesFor(snapshot), settings, cancels)),
        Listing<BuildTask>.NoNews { Error: { } error } => throw error,
        _ => throw new TaskSourceException(
            TaskSourceFault.WrongShape, $"The task source {source.GetType().Name} gave no builds list and no reason; it must give one of the two."),
    };

    /// <summary>Lets in what the last plan held and has room by now.</summary>
    public GrabPlan TopUp(QueueState observed, LeadMemory memory, KnownCancels cancels) => Scheduler.TopUp(
        memory.Held,
        Input(observed, memory.Lists, ClaimRules.From(options.Value.Claims, ReleaseRule.WhenUnlisted, listsRunning: false), memory.Settings, cancels));

    // In 2014 there was no report either, so that absence is all there is to go by.
    public ClaimRules RulesFor(TaskSnapshot snapshot) => ClaimRules.From(
        options.Value.Claims, !snapshot.ListsRunningTasks && taskEnds.Listens ? ReleaseRule.WhenReported : ReleaseRule.WhenUnlisted,
        snapshot.ListsRunningTasks) with
    {
        ReschedulesLost = !snapshot.ListsRunningTasks && taskEnds.ReschedulesLost,
    };

    private PlanInput Input(QueueState observed, ListMemory memory, ClaimRules claims, Settings settings, KnownCancels cancels) =>
        new(observed, memory, claims, time.GetElapsedTime(_madeAt), options.Value.Loop.Interval)
        {
            Scheduling = settings.Rules, Cancelled = cancels.Tasks, AreCancelsUnheard = cancels.AreUnheard,
        };
}
