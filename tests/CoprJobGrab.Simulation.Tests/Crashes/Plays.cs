using CoprJobGrab.Testing;

namespace CoprJobGrab.Simulation.Tests.Crashes;

/// <summary>The scenarios whose every step is stopped once.</summary>
internal static class Plays
{
    /// <summary>A cycle with new tasks, and one with some more of them while a worker has one.</summary>
    public static async Task NewTasksAsync(GrabberWorld world)
    {
        world.List(Tasks(1, 3));
        await world.CycleAsync();
        await world.WorkAsync(1);
        world.List(Tasks(1, 5));
        await world.CycleAsync();
    }

    /// <summary>Cycles that withdraw what waits and is listed no more, beside one that a worker has.</summary>
    public static async Task WithdrawalsAsync(GrabberWorld world)
    {
        world.List(Tasks(1, 5));
        await world.CycleAsync();
        await world.WorkAsync(1);
        world.List([.. Tasks(1, 1), .. Tasks(4, 5)]);
        await world.CycleAsync();
        await world.CycleAsync();
    }

    /// <summary>An action and its result, and then another one.</summary>
    public static async Task ActionsAsync(GrabberWorld world)
    {
        world.ListActions(SomeAction.Bare(1));
        await world.CycleAsync();
        world.ListActions(SomeAction.Bare(2));
        await world.CycleAsync();
    }

    /// <summary>A cycle and a clean stop.</summary>
    public static async Task CleanStopAsync(GrabberWorld world)
    {
        world.List(Tasks(1, 2));
        await world.CycleAsync();
        await world.StopAsync();
    }

    /// <summary>A clean stop when the frontend has not taken a result yet.</summary>
    public static async Task CleanStopWithAReportAsync(GrabberWorld world)
    {
        RefuseFirstReport(world);
        world.ListActions(SomeAction.Bare(1));
        await world.CycleAsync();
        await world.StopAsync();
    }

    /// <summary>A crash when the frontend has not taken a result yet, and another grabber's first cycle.</summary>
    public static async Task TakeOverWithAReportAsync(GrabberWorld world)
    {
        RefuseFirstReport(world);
        world.ListActions(SomeAction.Bare(1));
        await world.CycleAsync();
        await world.TakeOverAsync();
        await world.CycleAsync();
    }

    /// <summary>A crash after a cycle, and another grabber's first cycles, with a task that is new, one that is gone, and one that a worker has.</summary>
    public static async Task TakeOverAsync(GrabberWorld world)
    {
        world.List(Tasks(1, 3));
        await world.CycleAsync();
        await world.WorkAsync(1);
        await world.TakeOverAsync();
        world.List([.. Tasks(1, 1), .. Tasks(3, 4)]);
        await world.CycleAsync();
        await world.CycleAsync();
    }

    private static void RefuseFirstReport(GrabberWorld world)
    {
        var take = world.Reporter.OnReport;
        world.Reporter.OnReport = (report, stop) =>
            world.Reporter.Tries.Items.Count == 1
                ? throw new TaskSourceException(TaskSourceFault.Unreachable, "the frontend is away for a moment")
                : take(report, stop);
    }

    /// <summary>Users cancel a task that waits and one that a worker has, and a crash and another grabber come before the next cancel.</summary>
    public static async Task CancelsAsync(GrabberWorld world)
    {
        world.List(Tasks(1, 5));
        await world.CycleAsync();
        await world.WorkAsync(1);
        await world.CancelAsync("1");
        await world.CancelAsync("3");
        await world.TakeOverAsync();
        await world.CycleAsync();
        await world.CancelAsync("2");
    }

    private static IEnumerable<BuildTask> Tasks(int from, int to) => Enumerable.Range(from, to - from + 1).Select(id => Plans.Task($"{id}"));
}
