using System.Collections.Concurrent;
using System.Diagnostics;
using CoprJobGrab.Events;
using CoprJobGrab.Testing;
using CoprJobGrab.Testing.Xunit;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.Snippets;

public static class Testing
{
    public static void Router()
    {
        #region test-router
        var task = BuildTask.Parse("""{"task_id": "7-fedora-42-x86_64", "chroot": "fedora-42-x86_64", "project_owner": "@staff"}"""u8.ToArray());

        var decision = new ByOwner().Route(task);

        Debug.Assert(decision is RouteDecision.ToGroup { GroupId: "staff" });
        #endregion
    }

    public static async Task HandlerAsync()
    {
        #region test-handler
        var action = new ActionTask(1, ActionType.CreateRepo) { Data = """{"ownername": "jdoe", "projectname": "hello"}""" };

        var outcome = await new CreateRepo().HandleAsync(new ActionAttempt(action), CancellationToken.None);

        Debug.Assert(outcome is ActionOutcome.Done);
        #endregion
    }

    public static async Task WorkerAsync()
    {
        #region test-worker
        await using var harness = new CoprJobGrabHarness(
            options => options.AddGroup("0", "x86_64"), parts => parts.AddBuildWorker<RebuildPackage>(worker => worker.Groups.Add("0")));
        harness.List(Some.Build("7-fedora-42-x86_64", "fedora-42-x86_64"));

        await harness.AdvanceAsync(TimeSpan.FromMinutes(1));

        Debug.Assert(harness.BuildReports.Items.Single().Outcome is BuildOutcome.Succeeded);
        #endregion
    }

    public static async Task SinkAsync()
    {
        #region test-sink
        var told = new ConcurrentQueue<JobGrabEvent>();
        await using (var harness = new CoprJobGrabHarness(
            options => options.AddGroup("0", "x86_64"), parts => parts.AddEventSink(EventSink.Create(told.Enqueue))))
        {
            harness.List(Some.Build("8", "fedora-42-s390x"));
            await harness.RunCycleAsync();
        }

        Debug.Assert(told.OfType<TaskRefused>().Single().TaskId == "8");
        #endregion
    }
}

#region test-contract
public sealed class ByOwnerSpecs : BuildRouterContract
{
    protected override IReadOnlyCollection<string> GroupIds => ["0", "staff"];

    protected override IBuildRouter Create() => new ByOwner();
}
#endregion
