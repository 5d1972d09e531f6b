using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.Snippets;

#region queue-decorator
public sealed class CountingQueue(IBuildQueue inner, IMeterFactory meters) : DelegatingBuildQueue(inner)
{
    private readonly Counter<int> _pushes = meters.Create("Farm.Builds").CreateCounter<int>("farm.builds.pushed");

    public override async ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken)
    {
        var applied = await base.ApplyAsync(plan, cancellationToken);
        foreach (var group in applied)
        {
            _pushes.Add(group.Enqueued.Count + group.Requeued.Count, new KeyValuePair<string, object?>("group", group.GroupId));
        }

        return applied;
    }
}
#endregion

internal static class QueueExamples
{
    public static void UseDecorator(IServiceCollection services)
    {
        #region use-decorator
        services.AddMetrics();
        services.AddCoprJobGrab(options => options.AddGroup("0", "*", "source"))
            .UseRedis("127.0.0.1:6379")
            .DecorateQueue((provider, inner) => new CountingQueue(inner, provider.GetRequiredService<IMeterFactory>()));
        #endregion
    }

    public static void UseTable(IServiceCollection services, IBuildTable table)
    {
        #region use-queue
        services.AddSingleton<IBuildTable>(table);
        services.AddCoprJobGrab(options => options.AddGroup("0", "*", "source")).UseQueue<TableQueue>();
        #endregion
    }
}
