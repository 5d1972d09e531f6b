using System.Diagnostics;
using CoprJobGrab.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CoprJobGrab.Snippets;

#region test-world
public sealed class OwnQueueWorld : GrabberWorld
{
    private readonly OwnStore _store = new();

    protected override void UseQueue(ICoprJobGrabBuilder builder, CrashPoints points) =>
        builder.Services.Replace(ServiceDescriptor.Singleton(points.Around(new OwnQueue(_store))));

    protected override ValueTask<ReadOnlyMemory<byte>?> PopAsync(string groupId) => ValueTask.FromResult(_store.Pop(groupId));
}
#endregion

/// <summary>Stands for the store of a host's own queue: it outlives every grabber.</summary>
public sealed class OwnStore
{
    internal InMemoryBuildQueue Groups { get; } = new("0");

    public ReadOnlyMemory<byte>? Pop(string groupId) => Groups.TryPop(groupId, out var element) ? element : default(ReadOnlyMemory<byte>?);
}

/// <summary>Stands for a host's own queue: one for each grabber.</summary>
public sealed class OwnQueue(OwnStore store) : SimpleBuildQueue
{
    public override ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) => store.Groups.ObserveAsync(cancellationToken);

    public override ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) =>
        store.Groups.ApplyAsync(plan, cancellationToken);
}

public static class CrashPointTest
{
    public static async Task RunAsync()
    {
        #region test-crash-points
        var explorer = new CrashPointExplorer(
            () => ValueTask.FromResult<GrabberWorld>(new OwnQueueWorld()),
            async world =>
            {
                world.List(Some.Build("1"), Some.Build("2"));
                await world.CycleAsync();
                await world.WorkAsync(1);
                world.List(Some.Build("1"), Some.Build("3"));
                await world.CycleAsync();
            });

        await explorer.ExploreAsync();
        #endregion
    }

    public static async Task FrontendAsync()
    {
        #region test-frontend
        await using var frontend = new FakeFrontend(FrontendProtocol.Pending) { Password = "secret" };
        frontend.Builds.Add("""{"task_id": "7-fedora-42-x86_64", "build_id": 7, "chroot": "fedora-42-x86_64"}""");
        frontend.On("pending-actions/", FakeAnswer.ServerError());
        frontend.On("build-tasks/cancel-requests/", FakeAnswer.Json("[]") with { CutAfter = 1 });
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(options =>
        {
            options.Frontend.Url = frontend.Url;
            options.Frontend.Password = "secret";
            options.AddGroup("0", "x86_64");
        });
        await using var provider = services.BuildServiceProvider();

        var report = await provider.GetRequiredService<JobGrabber>().RunOnceAsync();

        Debug.Assert(report.Enqueued == 1 && report.ActionsListed is null);
        #endregion
    }
}
