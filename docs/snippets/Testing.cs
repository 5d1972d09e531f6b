using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.Snippets;

#region fixed-source
public sealed class FixedSource(params string[] records) : ITaskSource
{
    public ValueTask<TaskSnapshot> FetchAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete(
            [.. records.Select((record, index) => BuildTask.Parse(System.Text.Encoding.UTF8.GetBytes(record), index))])));

    public ValueTask<ActionTask> FetchActionAsync(ActionListing action, CancellationToken cancellationToken) =>
        throw new TaskSourceException(TaskSourceFault.WrongShape, $"there is no action {action.Id}");
}
#endregion

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

        var outcome = await new CreateRepo().HandleAsync(action, CancellationToken.None);

        Debug.Assert(outcome is ActionOutcome.Done);
        #endregion
    }

    public static async Task CycleAsync()
    {
        #region test-cycle
        var queue = new InMemoryBuildQueue("0");
        var services = new ServiceCollection();
        services.AddSingleton<IBuildQueue>(queue);
        services.AddSingleton<ITaskSource>(new FixedSource("""{"task_id": "7-fedora-42-x86_64", "chroot": "fedora-42-x86_64"}"""));
        services.AddCoprJobGrab(options => options.AddGroup("0", "x86_64"));
        await using var provider = services.BuildServiceProvider();
        var grabber = provider.GetRequiredService<JobGrabber>();

        var first = await grabber.RunOnceAsync();
        var found = queue.TryPop("0", out var envelope);
        var second = await grabber.RunOnceAsync();

        Debug.Assert(first.Ok && first.Enqueued == 1);
        Debug.Assert(found && BuildTask.Parse(RetaskEnvelope.Read(envelope).Data).TaskId == "7-fedora-42-x86_64");
        Debug.Assert(second.Enqueued == 0 && second.Kept == 1, "a worker has it, and it is still listed");
        #endregion
    }

    public static async Task SinkAsync()
    {
        #region test-sink
        var told = new ConcurrentQueue<JobGrabEvent>();
        var services = new ServiceCollection();
        services.AddSingleton<ITaskSource>(new FixedSource("""{"task_id": "8", "chroot": "fedora-42-s390x"}"""));
        services.AddCoprJobGrab(options => options.AddGroup("0", "x86_64")).AddEventSink(EventSink.Create(told.Enqueue));
        await using (var provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredService<JobGrabber>().RunOnceAsync();
        }

        Debug.Assert(told.OfType<TaskRefused>().Single().TaskId == "8");
        #endregion
    }
}
