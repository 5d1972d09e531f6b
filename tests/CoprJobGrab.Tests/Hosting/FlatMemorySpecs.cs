using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.Hosting;

/// <summary>
/// A grabber that runs for months holds no more at the end than after a while. The heap is the whole process's, so that no other test may run meanwhile.
/// </summary>
[Slow]
[Collection(nameof(FlatMemorySpecs))]
[CollectionDefinition(nameof(FlatMemorySpecs), DisableParallelization = true)]
public sealed class FlatMemorySpecs
{
    private const int New = 100;
    private const int Listed = 1_000;
    private const long Bound = 512 * 1024;
    private const string List = "retaskqueue-copr-be-0";

    // The records of the listed tasks, each in the place of the one that went when it came.
    private readonly BuildTask?[] _records = new BuildTask?[Listed];

    // Lists until the claim of what has ended is over: ten that count, and some that come faster than the interval.
    private const int Kept = 20;

    private int _newest;
    private int _last = int.MaxValue;

    [Fact]
    public async Task Two_thousand_cycles_in_which_200_000_tasks_come_and_go_leave_nothing_in_memory()
    {
        await using var services = Services(_ => { });
        var queue = (InMemoryBuildQueue)services.GetRequiredService<IBuildQueue>();

        await CycleAsync(services, 500, () => Task.FromResult(PopAll(queue)));
        var early = Heap();
        await CycleAsync(services, 1_500, () => Task.FromResult(PopAll(queue)));

        (Heap() - early).Should().BeLessThan(Bound);
        (await queue.ObserveAsync(CancellationToken.None)).Claims.Count.Should().BeLessThanOrEqualTo(Listed + (Kept * New));
        await EndAllAsync(services, async () => (await queue.ObserveAsync(CancellationToken.None)).Claims.Count == 0);
    }

    [Fact]
    public async Task Two_thousand_cycles_in_which_200_000_tasks_come_and_go_leave_nothing_on_Redis()
    {
        await using var redis = await RedisServer.StartAsync();
        var database = await redis.DatabaseAsync();
        await using var services = Services(builder => builder.UseRedis(redis.Address));
        async Task<int> PopAsync() => (await database.ListRightPopAsync(List, New * 2))?.Length ?? 0;

        await CycleAsync(services, 500, PopAsync);
        var (early, fields) = (Heap(), await database.HashLengthAsync($"cjg:{{{List}}}:meta"));
        await CycleAsync(services, 1_500, PopAsync);

        (Heap() - early).Should().BeLessThan(Bound);
        (await database.HashLengthAsync($"cjg:{{{List}}}:claims")).Should().BeLessThanOrEqualTo(Listed + (Kept * New) + 1);
        await EndAllAsync(services, async () => await database.HashLengthAsync($"cjg:{{{List}}}:claims") == 1);
        (await database.HashKeysAsync($"cjg:{{{List}}}:claims")).Should().Equal([""], "only the incarnation is left");
        (await database.HashLengthAsync($"cjg:{{{List}}}:marks")).Should().Be(0);
        (await database.HashLengthAsync($"cjg:{{{List}}}:meta")).Should().Be(fields);
        (await redis.KeysAsync()).Where(key => key.Contains(List, StringComparison.Ordinal)).Should()
            .BeEquivalentTo([$"cjg:{{{List}}}:claims", $"cjg:{{{List}}}:meta"]);
    }

    private BuildTask RecordOf(int id) => _records[id % Listed] is { } known && known.TaskId == $"{id}" ? known : _records[id % Listed] = Plans.Task($"{id}");

    private static int PopAll(InMemoryBuildQueue queue)
    {
        var popped = 0;
        while (queue.TryPop("0", out _))
        {
            popped++;
        }

        return popped;
    }

    private static long Heap()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>No more tasks come, and the last ones end: a hundred with each cycle.</summary>
    private async Task EndAllAsync(ServiceProvider services, Func<Task<bool>> haveEnded)
    {
        _last = _newest;
        for (var cycle = 0; !await haveEnded(); cycle++)
        {
            cycle.Should().BeLessThan(5_000, "every claim ends");
            await CycleAsync(services, 1, () => Task.FromResult(0));
        }
    }

    private async Task CycleAsync(ServiceProvider services, int cycles, Func<Task<int>> pop)
    {
        var before = Math.Min(_newest, _last);
        var grabber = services.GetRequiredService<JobGrabber>();
        var popped = 0;
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            _newest += New;
            var report = await grabber.RunOnceAsync();
            report.Ok.Should().BeTrue($"{report.Error}");
            popped += await pop();
        }

        popped.Should().Be(Math.Min(_newest, _last) - before);
    }

    /// <summary>The newest thousand tasks are listed; the oldest hundred end with each cycle.</summary>
    private ServiceProvider Services(Action<ICoprJobGrabBuilder> configure)
    {
        var source = new ScriptedTaskSource
        {
            OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete(
                [.. Enumerable.Range(Math.Max(0, _newest - Listed), Math.Min(_newest, Listed)).Where(id => id < _last).Select(RecordOf)]))),
        };
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<ITaskSource>(source);
        services.AddSingleton<IBuildRouter>(new Always());
        configure(services.AddCoprJobGrab(options =>
        {
            options.AddGroup("0", "x86_64");
            // Lists that come faster than the interval count as one.
            options.Loop.Interval = TimeSpan.FromMilliseconds(1);
            options.Claims.ReleaseRule = ReleaseRule.WhenUnlisted;
            // The run is shorter than a minute; what is gone is remembered for ten lists.
            options.Claims.AbsenceMemory = TimeSpan.FromMilliseconds(1);
        }));
        return services.BuildServiceProvider();
    }

    private sealed class Always : IBuildRouter
    {
        public RouteDecision Route(BuildTask task) => new RouteDecision.ToGroup("0", "the only one");
    }
}
