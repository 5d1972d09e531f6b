using CoprJobGrab.Calls;
using CoprJobGrab.Events;

namespace CoprJobGrab.Workers;

/// <summary>What the parts of one worker have in common.</summary>
internal sealed record WorkerParts(
    BuildWorkerOptions Options, IWorkerQueue Queue, IBuildReporter Reporter, BuildHandlers Handlers, EventHub Events, Pauses Pauses, TimeProvider Time)
    : TellerParts(Queue, Reporter, Events, Pauses, Pauses.Between(Options.PollInterval, LongestStorePause), Time, Options.Name)
{
    public void Tell(BuildChange change, TakenBuild build, string? text = null, Exception? error = null, TimeSpan elapsed = default) =>
        Events.Emit(new BuildChanged(change, build.TaskId, build.GroupId, build.Attempt, Options.Name, text, elapsed) { Error = error });

    /// <inheritdoc cref="IBuildReporter.TellsOfGivingBack"/>
    public bool TellsOfGivingBack()
    {
        try
        {
            return Reporter.TellsOfGivingBack;
        }
#pragma warning disable CA1031 // A reporter is the host's code. To tell too much costs a word; to tell too little, the task.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Failed(fault);
            return true;
        }
    }
}
