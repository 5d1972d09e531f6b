using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.Benchmarks;

/// <summary>The grabber's side of a farm: pushes builds into a group, with their claims.</summary>
internal sealed class WorkerFarm : IAsyncDisposable
{
    public const string Group = "0";

    private readonly ServiceProvider _services;

    public WorkerFarm(string redis, params IEnumerable<string> otherGroups)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(options =>
            {
                options.Frontend.Url = new Uri("http://127.0.0.1");
                options.AddGroup(Group, "x86_64", "i386");
                foreach (var group in otherGroups)
                {
                    options.AddGroup(group, $"architecture{group}");
                }
            })
            .UseRedis(redis);
        _services = services.BuildServiceProvider();
        Queue = _services.GetRequiredService<IBuildQueue>();
    }

    public IBuildQueue Queue { get; }

    /// <summary>Pushes the builds with these numbers.</summary>
    public async Task PushAsync(IEnumerable<int> builds, string group = Group) => await (await PrepareAsync(builds, group))();

    /// <summary>Makes everything ready to push.</summary>
    public async Task<Func<Task>> PrepareAsync(IEnumerable<int> builds, string group = Group)
    {
        List<EnqueuedTask> tasks = [.. builds.Select((build, position) => BuildTask.Parse(Encoding.UTF8.GetBytes(BenchBuilds.Record(build)), position))];
        var state = await Queue.ObserveAsync(CancellationToken.None);
        var plan = CoprJobGrab.Testing.Plans.Of(state, new GroupPlan(group, tasks, []));
        return async () =>
        {
            var pushed = (await Queue.ApplyAsync(plan, CancellationToken.None)).Sum(result => result.Enqueued.Count);
            if (pushed != tasks.Count)
            {
                throw new InvalidOperationException($"{pushed} of {tasks.Count} builds were pushed.");
            }
        };
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
