using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace CoprJobGrab.Tests.Workers;

/// <summary>A worker process without a grabber on a real Redis. Its clock stands still until the test moves it on.</summary>
public sealed class RedisWorkerSpecs(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private readonly WaitedClock _clock = new();
    private readonly ScriptedBuildReporter _reporter = new();
    private ScriptedWorkerQueue? _queue;

    [Fact]
    public async Task A_hint_brings_the_build_before_the_next_look()
    {
        await redis.EmptyAsync();
        using var worker = await StartAsync();
        await _queue!.WaitAsync("listen");
        await _queue.WaitAsync("take");

        await RunCycleAsync();

        await _reporter.Taken.WaitForAsync("1 Succeeded");
        await _queue.WaitAsync("finish");
        await worker.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_idle_process_sends_one_command_a_second_whatever_its_concurrency()
    {
        await redis.EmptyAsync();
        using var worker = await StartAsync();
        await _queue!.WaitAsync("listen");
        await _queue.WaitAsync("take");
        await _clock.PassAsync(TimeSpan.FromSeconds(1));
        await _queue.WaitAsync("untold");
        var before = await CommandsAsync();

        for (var second = 2; second <= 12; second++)
        {
            await _clock.PassAsync(TimeSpan.FromSeconds(1));
            await _queue.WaitAsync("take", second);
        }

        (await CommandsAsync() - before).Should().Be(11);
        await worker.StopAsync(TestContext.Current.CancellationToken);
    }

    private async Task<CycleReport> RunCycleAsync()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddCoprJobGrab(options => options.AddGroup("0", "*")).UseRedis(redis.Server.Address).UseTaskSource(new ScriptedTaskSource
        {
            OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([Some.Build("1")]))),
        });
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<JobGrabber>().RunOnceAsync(TestContext.Current.CancellationToken);
    }

    private async Task<IHost> StartAsync()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(_clock).AddSingleton<IBuildReporter>(_reporter);
        builder.Services.AddCoprJobGrabOperator().UseRedis(redis.Server.Address)
            .DecorateWorkerQueue((_, queue) => _queue = new ScriptedWorkerQueue(queue))
            .AddBuildWorker((_, _) => ValueTask.FromResult<BuildOutcome>(new BuildOutcome.Succeeded()), options =>
            {
                options.Groups.Add("0");
                options.Concurrency = 50;
            });
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>How many commands the server has had that read or write a queue.</summary>
    private async Task<long> CommandsAsync()
    {
        var text = await redis.Server.CommandAsync("INFO", "commandstats");
        return Regex.Matches(text, @"cmdstat_(?!info|hello|client|ping|auth|select|subscribe|echo|config|cluster|command)[a-z|]+:calls=(\d+)")
            .Sum(match => long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
    }
}
