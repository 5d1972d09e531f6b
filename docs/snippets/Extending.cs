using CoprJobGrab;
using CoprJobGrab.Events;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Snippets;

internal static class Extending
{
    public static void AddHandlers(IServiceCollection services)
    {
        #region action-handler
        services.AddScoped<KeyDatabase>();
        services.AddCoprJobGrab(options =>
            {
                options.AddGroup("0", "*", "source");
                options.Actions.For(ActionType.GenGpgKey).MaxParallel = 1;
                options.Actions.For(ActionType.GenGpgKey).TimeLimit = TimeSpan.FromMinutes(10);
            })
            .AddActionHandler<CreateRepo>(ActionType.CreateRepo)
            .AddActionHandler<MakeKey>(ActionType.GenGpgKey)
            .AddActionHandler((attempt, stop) =>
                ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Failed($"nobody does {attempt.Action.Type} here")));
        #endregion
    }

    public static void AddSink(IServiceCollection services)
    {
        #region sink
        services.AddCoprJobGrab(options => options.AddGroup("0", "*", "source"))
            .AddEventSink(EventSink.Create(jobGrabEvent =>
            {
                if (jobGrabEvent is TasksEnqueued { IsAgain: false } enqueued)
                {
                    Console.WriteLine($"{enqueued.TaskIds.Count} builds for group {enqueued.GroupId}");
                }
            }))
            .AddEventSink(EventSink.Create(jobGrabEvent => Console.WriteLine(jobGrabEvent.ToJson())));
        #endregion
    }

    public static void AddScheduling(IServiceCollection services)
    {
        #region scheduling
        services.AddCoprJobGrab(options =>
            {
                options.AddGroup("0", "*", "source");
                options.Groups[0].Depth = 4;
                options.Scheduling.Limits.PerOwner = 20;
                options.Scheduling.Limits.Tags["on_demand_powerful"] = 2;
                options.Scheduling.Shares["*"] = 1;
            })
            .UsePriority((task, limits, turn) => limits.Owner == "@release" ? turn : 1_000_000 + turn)
            .UseUrgency(task => task.Details.ProjectName == "security")
            .AddLimit("licence", task => task.Details.Tags.Contains("compiler") ? "compiler" : null, 3);
        #endregion
    }

    public static async Task RunOnceAsync(IServiceCollection services)
    {
        #region without-a-host
        await using var provider = services.BuildServiceProvider();
        var grabber = provider.GetRequiredService<JobGrabber>();
        var report = await grabber.RunOnceAsync();
        Console.WriteLine(report.Ok ? $"{report.Enqueued} of {report.Listed} enqueued" : report.Error!.Message);
        await grabber.WhenActionsEndAsync();
        #endregion
    }

    public static void ReadCoprsFile(IHostApplicationBuilder builder)
    {
        #region copr-be-conf
        builder.Configuration.AddCoprBackendConf("/etc/copr/copr-be.conf");
        builder.Services.AddCoprJobGrab(builder.Configuration.GetSection("CoprJobGrab")).UseRedis();
        #endregion
    }

    public static async Task ExplainAsync(IServiceProvider provider)
    {
        #region explain
        var why = await provider.GetRequiredService<IJobGrabOperator>().ExplainAsync("7654321-fedora-42-x86_64");
        Console.WriteLine($"{why.TaskId} is {why.State}: {why.Reason}");
        foreach (var step in why.Trace)
        {
            Console.WriteLine($"- {step}");
        }

        Console.WriteLine($"What to do: {why.Advice}");
        if (why.Decision is Decision.Hold { Cause: HoldCause.Limit, Limit: { } limit })
        {
            Console.WriteLine($"{limit.Taken} of {limit.Most} places of {limit.Key}: {string.Join(", ", why.Holders.Select(holder => holder.TaskId))}");
        }
        #endregion
    }

    public static void Configure(IServiceCollection services, IConfiguration configuration)
    {
        #region configuration
        services.AddCoprJobGrab(configuration.GetSection("CoprJobGrab")).UseRedis();
        #endregion
    }
}

#region action-handler-class
public sealed class CreateRepo : IActionHandler
{
    public async ValueTask<ActionOutcome> HandleAsync(ActionAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.Action.Data is null)
        {
            return new ActionOutcome.Failed("the action names no project");
        }

        await Repositories.CreateAsync(attempt.Action.Data, cancellationToken);
        return new ActionOutcome.Done();
    }
}
#endregion

#region action-handler-scoped
public sealed class MakeKey(KeyDatabase keys, ILogger<MakeKey> log) : IActionHandler
{
    public async ValueTask<ActionOutcome> HandleAsync(ActionAttempt attempt, CancellationToken cancellationToken)
    {
        if (await keys.MovesUntilAsync(cancellationToken) is { } end)
        {
            return new ActionOutcome.Deferred(end, "the keys are being moved");
        }

        log.LogInformation("Making a key, attempt {Number}{Last}", attempt.Number, attempt.IsLast ? ", the last one" : "");
        await keys.AddAsync(attempt.Action.Data, cancellationToken);
        return new ActionOutcome.Done();
    }
}
#endregion

public sealed class KeyDatabase
{
    public Task<DateTimeOffset?> MovesUntilAsync(CancellationToken cancellationToken) => Task.FromResult<DateTimeOffset?>(null);

    public Task AddAsync(string? project, CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static class Repositories
{
    public static Task CreateAsync(string data, CancellationToken cancellationToken) => Task.CompletedTask;
}
