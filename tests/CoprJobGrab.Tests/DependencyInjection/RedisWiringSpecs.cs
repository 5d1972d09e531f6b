using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.DependencyInjection;

/// <summary>The queues and the log over one connection and in one database, as a host wires them, on a real Redis.</summary>
public sealed class RedisWiringSpecs : IAsyncLifetime
{
    private const int Database = 3;

    private readonly ScriptedTaskSource _source = new()
    {
        OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([Some.Build("1")]))),
    };

    private RedisServer _redis = null!;
    private ConnectionMultiplexer _connection = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(_redis.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task The_log_goes_to_the_database_of_the_queues()
    {
        await RunACycleAsync(grabber => grabber.UseRedis(redis => (redis.Configuration, redis.Database) = (_redis.Address, Database)).AddRedisLog());

        (await LengthAsync(Database)).Should().BeGreaterThan(0);
        (await _connection.GetDatabase(0).ExecuteAsync("DBSIZE")).ToString().Should().Be("0");
    }

    [Fact]
    public async Task The_log_goes_over_the_hosts_own_connection_which_stays_open()
    {
        await RunACycleAsync(grabber =>
        {
            grabber.Services.Configure<CoprJobGrabOptions>(options => options.Redis.Database = Database);
            grabber.AddRedisLog().UseRedis(_ => _connection);
        });

        _connection.IsConnected.Should().BeTrue();
        (await LengthAsync(Database)).Should().BeGreaterThan(0);
        (await _connection.GetDatabase(Database).ListLengthAsync("retaskqueue-copr-be-0")).Should().Be(1);
        (await _connection.GetDatabase(0).ExecuteAsync("DBSIZE")).ToString().Should().Be("0");
    }

    [Fact]
    public async Task Asked_for_twice_the_log_has_each_event_once_as_the_last_call_says()
    {
        await RunACycleAsync(grabber => grabber.UseRedis(_redis.Address).AddRedisLog(log => log.Who = "first").AddRedisLog(log => log.Who = "second"));

        var lines = (await _connection.GetDatabase().ListRangeAsync(RedisLogSink.List)).Select(line => line.ToString()).ToList();
        lines.Where(line => line.Contains("\"funcName\":\"TasksEnqueued\"", StringComparison.Ordinal)).Should().ContainSingle()
            .Which.Should().Contain("\"who\":\"second\"");
    }

    private async Task RunACycleAsync(Action<ICoprJobGrabBuilder> configure)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<ITaskSource>(_source);
        configure(services.AddCoprJobGrab(options => options.AddGroup("0", "x86_64")));
        await using var provider = services.BuildServiceProvider();
        var report = await provider.GetRequiredService<JobGrabber>().RunOnceAsync(TestContext.Current.CancellationToken);
        report.Error.Should().BeNull();
        (await provider.GetRequiredService<EventHub>().FlushAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Should().BeTrue();
    }

    private async Task<long> LengthAsync(int database) => await _connection.GetDatabase(database).ListLengthAsync(RedisLogSink.List);
}
