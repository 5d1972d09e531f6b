using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Hosting;

/// <summary>A real Redis that goes away and comes back, in front of a loop whose pauses last longer than any test.</summary>
public sealed class RedisReturnSpecs : IAsyncDisposable
{
    // The client looks for Redis once a second.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly RedisServer _redis = RedisServer.Prepare();
    private readonly RecordingEventSink _events = new();
    private IHost? _host;

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }

        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task After_an_outage_the_next_cycle_begins_when_Redis_is_back()
    {
        await _redis.StartAgainAsync();
        Build(grabber => grabber.UseRedis(_redis.Address));
        await ConnectAsync();
        await _redis.KillAsync();

        await FailsAndGoesOnWhenRedisStartsAsync();
    }

    [Fact]
    public async Task After_an_outage_it_is_so_over_a_connection_of_the_host_s_too()
    {
        await _redis.StartAgainAsync();
        await using var own = await ConnectionMultiplexer.ConnectAsync($"{_redis.Address},abortConnect=false");
        Build(grabber => grabber.UseRedis(_ => own));
        await ConnectAsync();
        await _redis.KillAsync();

        await FailsAndGoesOnWhenRedisStartsAsync();
    }

    [Fact]
    public async Task When_Redis_is_absent_at_the_start_the_next_cycle_begins_when_it_is_there()
    {
        Build(grabber => grabber.UseRedis(_redis.Address));

        await FailsAndGoesOnWhenRedisStartsAsync();
    }

    private async Task FailsAndGoesOnWhenRedisStartsAsync()
    {
        await _host!.StartAsync();
        await _events.WaitForAsync<CycleEnded>(ended => !ended.Report.Ok);

        await _redis.StartAgainAsync();
        var started = TimeProvider.System.GetTimestamp();
        await _events.WaitForAsync<CycleEnded>(ended => ended.Report.Ok);

        TimeProvider.System.GetElapsedTime(started).Should().BeLessThan(Soon);
    }

    private async Task ConnectAsync() => await (await _host!.Services.GetRequiredService<RedisConnection>().DatabaseAsync(CancellationToken.None)).PingAsync();

    private void Build(Action<ICoprJobGrabBuilder> configure)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<ITaskSource>(new ScriptedTaskSource());
        builder.Services.AddSingleton<IFrontendReporter>(new RecordingReporter());
        configure(builder.Services.AddCoprJobGrab(options =>
        {
            options.AddGroup("0", "x86_64");
            options.Loop.Interval = TimeSpan.FromHours(1);
        }).AddEventSink(_events));
        _host = builder.Build();
    }
}
