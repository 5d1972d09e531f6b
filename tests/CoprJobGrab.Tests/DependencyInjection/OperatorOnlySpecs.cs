using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace CoprJobGrab.Tests.DependencyInjection;

/// <summary>A process that only looks and operates, and one whose host calls the cycles itself.</summary>
public sealed class OperatorOnlySpecs(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Theory]
    [InlineData(null)]
    [InlineData("fedora")]
    public async Task It_operates_the_queues_of_its_name_without_groups_frontend_loop_or_lead(string? name)
    {
        var database = await redis.EmptyAsync();
        await using var farm = Farm(name);
        (await farm.GetRequiredKeyedService<JobGrabber>(name).RunOnceAsync(TestContext.Current.CancellationToken)).Enqueued.Should().Be(2);
        await database.ListRightPopAsync("retaskqueue-copr-be-0");
        await farm.GetRequiredKeyedService<JobGrabber>(name).RunOnceAsync(TestContext.Current.CancellationToken);
        var leader = await database.HashGetAsync(name is null ? "cjg:leader" : $"cjg:@{name}:leader", ["holder", "epoch"]);

        using (var host = OperatorHost(builder => (name is null ? builder.AddCoprJobGrabOperator() : builder.AddCoprJobGrabOperator(name))
            .UseRedis(redis.Server.Address)))
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            host.Services.GetServices<IHostedService>().Should().BeEmpty();
            host.Services.GetKeyedService<JobGrabber>(name).Should().BeNull();
            var asked = host.Services.GetRequiredKeyedService<IJobGrabOperator>(name);
            (await asked.ParkedAsync(TestContext.Current.CancellationToken)).Claims.Should().BeEmpty();
            (await asked.ForgetAsync("0", cancellationToken: TestContext.Current.CancellationToken)).Should().Be(1);
            (await asked.ExplainAsync("2", TestContext.Current.CancellationToken)).Reason.Should().Contain("Frontend:Url");
            await host.StopAsync(TestContext.Current.CancellationToken);
        }

        (await database.HashGetAsync(name is null ? "cjg:leader" : $"cjg:@{name}:leader", ["holder", "epoch"])).Should().Equal(leader);
        (await farm.GetRequiredKeyedService<JobGrabber>(name).RunOnceAsync(TestContext.Current.CancellationToken)).Requeued.Should().Be(1);
        (await database.HashGetAllAsync(name is null ? "cjg:maps" : $"cjg:@{name}:maps")).Should().ContainSingle("the operator is no grabber");
    }

    [Fact]
    public async Task Of_another_name_it_sees_nothing()
    {
        await redis.EmptyAsync();
        await using var farm = Farm("fedora");
        await farm.GetRequiredKeyedService<JobGrabber>("fedora").RunOnceAsync(TestContext.Current.CancellationToken);
        using var host = OperatorHost(services => services.AddCoprJobGrabOperator("internal").UseRedis(redis.Server.Address));

        var forget = () => host.Services.GetRequiredKeyedService<IJobGrabOperator>("internal")
            .ForgetAsync("0", cancellationToken: TestContext.Current.CancellationToken);

        await forget.Should().ThrowAsync<OperationRefusedException>();
    }

    [Fact]
    public async Task With_a_group_of_another_name_it_decides_nothing_about_equal_ids_of_its_own()
    {
        var database = await redis.EmptyAsync();
        await using var fedora = Farm("fedora");
        await fedora.GetRequiredKeyedService<JobGrabber>("fedora").RunOnceAsync(TestContext.Current.CancellationToken);
        await using var house = Farm(null, "1");
        await house.GetRequiredService<JobGrabber>().RunOnceAsync(TestContext.Current.CancellationToken);
        await database.ListRightPopAsync("retaskqueue-copr-be-1");
        using var host = OperatorHost(
            services => services.AddCoprJobGrabOperator().UseRedis(redis.Server.Address).Configure(options => options.AddGroup("0", "*")));

        var asked = host.Services.GetRequiredService<IJobGrabOperator>();
        var forget = () => asked.ForgetTaskAsync("1", cancellationToken: TestContext.Current.CancellationToken);

        await forget.Should().ThrowAsync<OperationRefusedException>().WithMessage("*'0' belongs to grabber 'fedora'*ask as grabber 'fedora'*");
        (await asked.StatusAsync(TestContext.Current.CancellationToken)).Groups.Should().BeEquivalentTo(
            [new { GroupId = "0", Waiting = 0, Taken = 0, IsKnown = false }, new { GroupId = "1", Waiting = 1, Taken = 1, IsKnown = true }]);
        (await house.GetRequiredService<JobGrabber>().RunOnceAsync(TestContext.Current.CancellationToken)).Requeued.Should().Be(0);
    }

    [Fact]
    public async Task Without_redis_it_is_refused_at_the_start()
    {
        using var host = OperatorHost(services => services.AddCoprJobGrabOperator("fedora"));
        var start = () => host.StartAsync(TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Failures.Should().ContainSingle().Which.Should()
            .StartWith("Grabber 'fedora': ").And.Contain("UseRedis()");
    }

    [Fact]
    public void Beside_the_grabber_of_the_same_name_it_is_refused()
    {
        var services = new ServiceCollection();
        services.AddCoprJobGrab("fedora");
        services.AddCoprJobGrabOperator("internal");
        Action[] adds = [() => services.AddCoprJobGrabOperator("fedora"), () => services.AddCoprJobGrab("internal")];

        adds.Should().AllSatisfy(add => add.Should().Throw<InvalidOperationException>().WithMessage("*AddCoprJobGrab*AddCoprJobGrab*"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("fedora")]
    public async Task Without_its_loop_the_host_calls_the_cycles(string? name)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var source = new ScriptedTaskSource();
        Add(builder.Services, name).UseTaskSource(source).WithoutLoop().WithoutLoop();
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        host.Services.GetServices<IHostedService>().Should().BeEmpty();
        (await host.Services.GetRequiredKeyedService<JobGrabber>(name).RunOnceAsync(TestContext.Current.CancellationToken)).Cycle.Should().Be(1);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static ICoprJobGrabBuilder Add(IServiceCollection services, string? name, string groupId = "0") =>
        (name is null ? services.AddCoprJobGrab() : services.AddCoprJobGrab(name)).Configure(options => options.AddGroup(groupId, "*"));

    private static IHost OperatorHost(Action<IServiceCollection> configure)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        configure(builder.Services);
        return builder.Build();
    }

    private ServiceProvider Farm(string? name, string groupId = "0")
    {
        var services = new ServiceCollection().AddLogging();
        Add(services, name, groupId).UseRedis(redis.Server.Address).UseTaskSource(new ScriptedTaskSource
        {
            OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([Some.Build("1"), Some.Build("2")]))),
        });
        return services.BuildServiceProvider();
    }
}
