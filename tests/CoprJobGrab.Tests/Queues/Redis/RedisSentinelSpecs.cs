using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public sealed class RedisSentinelSpecs
{
    [Fact]
    public async Task A_failover_to_a_replica_that_was_in_step_loses_and_doubles_nothing()
    {
        await using var redis = await RedisSentinel.StartAsync();
        await using var grabber = new GrabberRig(builder => builder.UseRedis($"{redis.Configuration},connectTimeout=1000"));
        string[] all = [.. Enumerable.Range(0, 200).Select(number => $"task-{number:000}")];
        grabber.Listed = all[..100];
        await grabber.UntilOkAsync();
        var taken = (await new RetaskReader(await redis.Primary.DatabaseAsync(), "copr-be-0").DequeueAsync())!.Value.GetProperty("task_id").GetString();
        await redis.InStepAsync();
        grabber.Listed = all;

        var cut = await grabber.CycleWithAsync(redis.Primary.KillAsync);
        await redis.FailedOverAsync();
        await grabber.UntilOkAsync();
        await grabber.CycleAsync();

        cut.Ok.Should().BeFalse();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Replica.Address);
        (await new RetaskReader(connection.GetDatabase(), "copr-be-0").DrainAsync()).Order().Should().Equal(all.Except([taken]));
    }
}
