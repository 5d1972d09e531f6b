using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.DependencyInjection;

/// <summary>Two farms on one Redis: their frontends list tasks and actions of the same ids, and neither grabber touches what is the other's.</summary>
public sealed class NamedFarmSpecs(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Waiting = "7-fedora-42-x86_64";
    private const string Cancelled = "8-fedora-42-x86_64";
    private const string Action =
        """{"id": 1, "action_type": 0, "object_type": "copr", "old_value": "jdoe/hello", "data": "{}", "priority": 0, "result": 0, "project_owner": "jdoe"}""";

    private readonly Farm _fedora = new() { Name = "fedora", Group = "f" };
    private readonly Farm _internal = new() { Name = "internal", Group = "i" };
    private IDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await redis.EmptyAsync();

    public async ValueTask DisposeAsync()
    {
        await _fedora.DisposeAsync();
        await _internal.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_grabbers_in_one_host_serve_two_frontends_with_the_same_ids(bool onRedis)
    {
        foreach (var farm in (Farm[])[_fedora, _internal])
        {
            farm.Frontend.Builds.Add(Build(Waiting), Build(Cancelled));
            farm.Frontend.Actions.Add(Action);
        }

        using var host = Host(builder => Array.ForEach([_fedora, _internal], farm => farm.AddTo(builder.Services, onRedis ? redis.Server.Address : null)));
        await host.StartAsync(TestContext.Current.CancellationToken);
        foreach (var farm in (Farm[])[_fedora, _internal])
        {
            await farm.Events.WaitForAsync<RoleChanged>(told => told.Change == RoleChange.LeadTaken);
            await farm.Events.WaitForAsync<TasksEnqueued>(told => told.TaskIds.Count == 2);
            await farm.Events.WaitForAsync<ActionReported>();
            farm.Events.Events.Should().OnlyContain(told => told.Grabber == farm.Name);
        }

        _fedora.Frontend.CancelRequests.Add(Cancelled);
        await _fedora.Frontend.CancelAnswers.WaitForAsync(answer => answer.TaskId == Cancelled);
        await host.StopAsync(TestContext.Current.CancellationToken);

        _fedora.Frontend.Reports.Should().Equal(new ActionReport(1, true, "done by fedora"));
        _internal.Frontend.Reports.Should().Equal(new ActionReport(1, true, "done by internal"));
        _internal.Frontend.CancelAnswers.Items.Should().BeEmpty();
        if (onRedis)
        {
            (await ListedAsync("f")).Should().ContainSingle().Which.Should().Contain(Waiting);
            (await ListedAsync("i")).Should().HaveCount(2);
            (await KeysAsync()).Should().BeEquivalentTo(
                "retaskqueue-copr-be-f", "cjg:{retaskqueue-copr-be-f}:claims", "cjg:{retaskqueue-copr-be-f}:meta", "cjg:@fedora:leader", "cjg:@fedora:groups",
                "retaskqueue-copr-be-i", "cjg:{retaskqueue-copr-be-i}:claims", "cjg:{retaskqueue-copr-be-i}:meta", "cjg:@internal:leader",
                "cjg:@internal:groups", "cjg:{retaskqueue-copr-be-f}:marks", "cjg:@fedora:maps", "cjg:@internal:maps");
        }
    }

    [Fact]
    public async Task A_standby_of_one_name_takes_no_lead_of_another_and_the_lead_of_its_own()
    {
        var (first, second, other) = (Grabber(_fedora), Grabber(_fedora), Grabber(_internal));
        await using (second)
        {
            (await first.RunOnceAsync()).Role.Should().Be(GrabberRole.Leader);
            (await other.RunOnceAsync()).Role.Should().Be(GrabberRole.Leader);
            (await second.RunOnceAsync()).Role.Should().Be(GrabberRole.Standby);
            await other.DisposeAsync();
            (await second.RunOnceAsync()).Role.Should().Be(GrabberRole.Standby, "the lead that has become free is another farm's");
            await first.DisposeAsync();
            (await second.RunOnceAsync()).Role.Should().Be(GrabberRole.Leader);
        }
    }

    [Fact]
    public async Task Without_a_name_the_keys_are_those_that_they_were()
    {
        _fedora.Frontend.Builds.Add(Build(Waiting));
        var grabber = Grabber(_fedora with { Name = null });
        await using (grabber)
        {
            (await grabber.RunOnceAsync()).Error.Should().BeNull();
        }

        (await KeysAsync()).Should().BeEquivalentTo(
            "retaskqueue-copr-be-f", "cjg:{retaskqueue-copr-be-f}:claims", "cjg:{retaskqueue-copr-be-f}:meta", "cjg:leader", "cjg:groups");
        (await _database.HashKeysAsync("cjg:{retaskqueue-copr-be-f}:meta")).Select(field => $"{field}").Should().BeEquivalentTo("epoch", "version");
    }

    [Theory]
    [InlineData("fedora", "internal")]
    [InlineData("fedora", null)]
    [InlineData(null, "internal")]
    public async Task A_group_of_another_name_is_refused_at_the_start(string? owner, string? later)
    {
        await using (var first = Grabber(_fedora with { Name = owner }))
        {
            (await first.RunOnceAsync()).Error.Should().BeNull();
        }

        await using var second = Grabber(_internal with { Name = later, Group = "f" });
        var report = await second.RunOnceAsync();

        report.Error.Should().BeOfType<SetupException>().Which.Message.Should().ContainAll(
            "'f'", owner is null ? "the grabber without a name" : $"'{owner}'", later is null ? "the grabber without a name" : $"'{later}'", "owner",
            "docs/operations.md");
        (await _database.KeyExistsAsync(later is null ? "cjg:leader" : $"cjg:@{later}:leader")).Should().BeFalse("it has not begun");
    }

    [Fact]
    public async Task Of_two_that_begin_at_once_with_one_group_the_later_one_writes_nothing_and_is_refused()
    {
        _internal.Frontend.Builds.Add(Build(Waiting));
        await using var first = Grabber(_fedora);
        await using var second = Grabber(_internal with { Group = "f" }, first.RunOnceAsync);

        var report = await second.RunOnceAsync();
        var next = await second.RunOnceAsync();

        report.Error.Should().BeOfType<BuildQueueException>().Which.Message.Should().ContainAll("'f'", "'fedora'", "'internal'");
        next.Error.Should().BeOfType<SetupException>();
        (await ListedAsync("f")).Should().BeEmpty();
        (await _database.HashGetAsync("cjg:{retaskqueue-copr-be-f}:meta", "owner")).Should().Be("fedora");
    }

    [Fact]
    public async Task A_group_of_another_name_that_a_reload_brings_costs_no_other_group()
    {
        await using (var first = Grabber(_internal))
        {
            (await first.RunOnceAsync()).Error.Should().BeNull();
        }

        _fedora.Frontend.Builds.Add(Build(Waiting));
        await using var grabber = Grabber(_fedora);
        (await grabber.RunOnceAsync()).Enqueued.Should().Be(1);
        _fedora.Frontend.Builds.Add(Build("9-fedora-42-x86_64"));
        _fedora.Settings.Have("f", "i");

        var report = await grabber.RunOnceAsync();

        report.Partial.Should().BeTrue();
        (await ListedAsync("f")).Should().HaveCount(2);
        _fedora.Events.Of<StepFailed>(told => told.Step == GrabberStep.Group).Should().ContainSingle().Which.Message.Should().ContainAll("'i'", "'internal'");
    }

    // The procedure of docs/operations.md.
    [Fact]
    public async Task A_list_moves_to_another_name_while_both_run()
    {
        _fedora.Frontend.Builds.Add(Build(Waiting));
        _fedora.Settings.Have("f", "m");
        await using var old = Grabber(_fedora);
        (await old.RunOnceAsync()).Error.Should().BeNull();
        _fedora.Settings.Have("f");
        (await old.RunOnceAsync()).Error.Should().BeNull();
        await _database.HashSetAsync("cjg:{retaskqueue-copr-be-m}:meta", "owner", "internal");
        _internal.Frontend.Builds.Add(Build(Waiting));

        await using var next = Grabber(_internal with { Group = "m" });
        (await next.RunOnceAsync()).Enqueued.Should().Be(1);
        await old.RunOnceAsync();
        (await old.RunOnceAsync()).Error.Should().BeNull();
        (await next.RunOnceAsync()).Error.Should().BeNull();

        (await ListedAsync("f")).Should().ContainSingle();
        (await ListedAsync("m")).Should().ContainSingle();
        (await _database.SetMembersAsync("cjg:@fedora:groups")).Select(member => $"{member}").Should().Equal("f");
    }

    [Fact]
    public async Task A_farm_is_given_a_name_with_its_claims_and_results()
    {
        _fedora.Frontend.Builds.Add(Build(Waiting));
        await using (var unnamed = Grabber(_fedora with { Name = null }))
        {
            (await unnamed.RunOnceAsync()).Enqueued.Should().Be(1);
        }

        await _database.KeyRenameAsync("cjg:leader", "cjg:@fedora:leader");
        await _database.KeyRenameAsync("cjg:groups", "cjg:@fedora:groups");
        await _database.HashSetAsync("cjg:{retaskqueue-copr-be-f}:meta", "owner", "fedora");
        await using var named = Grabber(_fedora);
        var report = await named.RunOnceAsync();

        (report.Error, report.Role, report.Enqueued).Should().Be((null, GrabberRole.Leader, 0));
        (await ListedAsync("f")).Should().ContainSingle();
    }

    private static string Build(string taskId) => $$"""{"task_id": "{{taskId}}", "chroot": "fedora-42-x86_64"}""";

    private static IHost Host(Action<HostApplicationBuilder> configure)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        configure(builder);
        return builder.Build();
    }

    private One Grabber(Farm farm, Func<Task>? meanwhile = null)
    {
        var services = new ServiceCollection().AddLogging();
        farm.AddTo(services, redis.Server.Address);
        if (meanwhile is not null)
        {
            services.AddKeyedSingleton<ISetupCheck>(farm.Name, new Meanwhile(meanwhile));
        }

        return new One(services.BuildServiceProvider(), farm.Name);
    }

    private async Task<IEnumerable<string>> ListedAsync(string group) =>
        (await _database.ListRangeAsync($"retaskqueue-copr-be-{group}")).Select(element => $"{element}");

    private async Task<IEnumerable<string>> KeysAsync() => ((RedisResult[])(await _database.ExecuteAsync("KEYS", "*"))!).Select(key => $"{key}");

    /// <summary>A farm: its frontend, and the options of its grabbers.</summary>
    private sealed record Farm : IAsyncDisposable
    {
        public required string? Name { get; init; }

        public required string Group { get; init; }

        public FakeFrontend Frontend { get; private init; } = new();

        public RecordingEventSink Events { get; private init; } = new();

        public GroupSettings Settings { get; private init; } = new();

        public void AddTo(IServiceCollection services, string? redis)
        {
            Settings.Have(Group);
            var section = new ConfigurationRoot([Settings]).GetSection("Farm");
            var builder = Name is null ? services.AddCoprJobGrab(section) : services.AddCoprJobGrab(Name, section);
            builder.Configure(options =>
                {
                    options.Frontend.Url = Frontend.Url;
                    options.Frontend.Password = "secret";
                    options.Loop.CancelInterval = TimeSpan.FromMilliseconds(50);
                })
                .AddEventSink(Events)
                .AddActionHandler((_, _) => ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done($"done by {Name}")));
            if (redis is not null)
            {
                builder.UseRedis(redis);
            }
        }

        public ValueTask DisposeAsync() => Frontend.DisposeAsync();
    }

    private sealed class GroupSettings : ConfigurationProvider
    {
        /// <summary>The first group builds x86_64, the second s390x.</summary>
        public void Have(params string[] groups)
        {
            string[] architectures = ["x86_64", "s390x"];
            Data = groups.Index().SelectMany(group => new Dictionary<string, string?>
            {
                [$"Farm:Groups:{group.Index}:Id"] = group.Item,
                [$"Farm:Groups:{group.Index}:Architectures:0"] = architectures[group.Index],
            }).ToDictionary();
            OnReload();
        }
    }

    private sealed class One(ServiceProvider services, string? name) : IAsyncDisposable
    {
        public Task<CycleReport> RunOnceAsync() =>
            (name is null ? services.GetRequiredService<JobGrabber>() : services.GetRequiredKeyedService<JobGrabber>(name)).RunOnceAsync();

        public ValueTask DisposeAsync() => services.DisposeAsync();
    }

    private sealed class Meanwhile(Func<Task> happens) : ISetupCheck
    {
        public async ValueTask<IReadOnlyList<SetupFinding>> LookAsync(CancellationToken cancellationToken)
        {
            await happens();
            return [];
        }
    }
}
