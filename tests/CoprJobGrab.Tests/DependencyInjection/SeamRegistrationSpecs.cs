using CoprJobGrab.DependencyInjection;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Queues;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.DependencyInjection;

/// <summary>What goes together is chosen by the calls of the builder, in whichever order they come.</summary>
public sealed class SeamRegistrationSpecs
{
    [Fact]
    public async Task The_frontends_cancel_requests_are_served_with_the_frontends_lists() => (await ServesCancelsAsync(_ => { })).Should().BeTrue();

    [Fact]
    public async Task A_source_of_the_hosts_serves_no_cancel_requests() =>
        (await ServesCancelsAsync(builder => builder.UseTaskSource<ScriptedTaskSource>())).Should().BeFalse();

    [Fact]
    public async Task A_source_of_the_hosts_and_its_cancel_requests_come_in_either_order()
    {
        (await ServesCancelsAsync(builder => builder.UseTaskSource<ScriptedTaskSource>().UseCancelRequests<ScriptedCancelRequests>())).Should().BeTrue();
        (await ServesCancelsAsync(builder => builder.UseCancelRequests<ScriptedCancelRequests>().UseTaskSource<ScriptedTaskSource>())).Should().BeTrue();
    }

    [Fact]
    public async Task With_a_queue_in_memory_a_grabber_leads_alone() => (await LeadershipAsync(_ => { })).Should().BeOfType<SoleLeadership>();

    [Fact]
    public async Task With_redis_a_grabber_leads_by_the_lease_also_when_the_queue_is_another() =>
        (await LeadershipAsync(builder => builder.UseRedis("127.0.0.1:1").UseQueue<SharedQueue>())).Should().BeOfType<RedisLeadership>();

    [Fact]
    public async Task The_lead_on_redis_says_the_longest_time_limit_of_all_types_of_action()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var provider = Provider(builder => builder.UseRedis(redis.Address).Services.Configure<CoprJobGrabOptions>(
            options => options.Actions.For(ActionType.RawhideToRelease).TimeLimit = TimeSpan.FromHours(5)));

        (await provider.GetRequiredService<ILeadership>().LeadAsync(CancellationToken.None)).Should().BeOfType<Lead.Leader>();

        ((long)await (await redis.DatabaseAsync()).HashGetAsync(LeaseKey.Name, "limit")).Should().Be((long)TimeSpan.FromHours(5).TotalMilliseconds);
    }

    [Fact]
    public async Task The_last_queue_counts()
    {
        await using var provider = Provider(builder => builder.UseQueue<SharedQueue>().UseRedis("127.0.0.1:1"));

        provider.GetRequiredService<ServedQueue>().Queue.Should().BeOfType<ClaimQueue>();
        provider.GetRequiredService<ILeadership>().Should().BeOfType<RedisLeadership>();
    }

    [Fact]
    public async Task Decorators_stand_before_the_queue_in_the_order_of_their_calls()
    {
        List<string> calls = [];
        await using var provider = Provider(builder => builder
            .DecorateQueue((_, inner) => new Named("inner", inner, calls))
            .DecorateQueue((_, inner) => new Named("outer", inner, calls))
            .UseQueue<SharedQueue>());

        await provider.GetRequiredService<ServedQueue>().Queue.ObserveAsync(CancellationToken.None);

        calls.Should().Equal("outer", "inner");
        provider.GetRequiredService<IBuildQueue>().Should().BeOfType<SharedQueue>();
    }

    [Fact]
    public async Task A_shared_queue_without_a_lease_is_told_with_the_cure()
    {
        await using var harness = new CoprJobGrabHarness(parts: builder => builder.UseQueue<SharedQueue>().WithDecorator());

        await harness.RunCycleAsync();
        await harness.RunCycleAsync();

        harness.Events.Of<SetupNoted>().Should().ContainSingle().Which.Finding.Should().ContainAll("in the farm's database", "UseRedis before UseQueue");
    }

    [Fact]
    public async Task A_queue_of_one_process_needs_no_lease()
    {
        await using var harness = new CoprJobGrabHarness();

        await harness.RunCycleAsync();

        harness.Events.Of<SetupNoted>().Should().BeEmpty();
    }

    private static async Task<bool> ServesCancelsAsync(Action<ICoprJobGrabBuilder> configure)
    {
        await using var provider = Provider(configure);
        return provider.GetRequiredService<CancelService>().IsServed;
    }

    private static async Task<ILeadership> LeadershipAsync(Action<ICoprJobGrabBuilder> configure)
    {
        await using var provider = Provider(configure);
        return provider.GetRequiredService<ILeadership>();
    }

    private static ServiceProvider Provider(Action<ICoprJobGrabBuilder> configure)
    {
        var services = new ServiceCollection().AddLogging();
        configure(services.AddCoprJobGrab(options => options.AddGroup("0", "*").Frontend.Url = new Uri("http://fe")));
        return services.BuildServiceProvider();
    }

    private sealed class SharedQueue : SimpleBuildQueue
    {
        public override bool IsShared => true;

        public override ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) => new(QueueState.Empty);

        public override ValueTask<ApplyResult> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) => new(new ApplyResult([]));

        public override string ToString() => "in the farm's database";
    }

    private sealed class Named(string name, IBuildQueue inner, List<string> calls) : DelegatingBuildQueue(inner)
    {
        public override ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken)
        {
            calls.Add(name);
            return base.ObserveAsync(cancellationToken);
        }
    }
}
