using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.DependencyInjection;

/// <summary>One rule for every seam, with a name and without: what is registered is used, an object is never made twice, and a choice is made once.</summary>
public sealed class SeamFormSpecs
{
    public static TheoryData<string?> Names => [(string?)null, "fedora"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_class_that_the_host_registered_before_is_the_part(string? name)
    {
        var services = Services().AddSingleton<Everything>();
        Use(Add(services, name));
        await using var provider = Build(services);

        PartsOf(provider, name).Should().AllSatisfy(part => part.Should().BeSameAs(provider.GetRequiredService<Everything>()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_class_that_the_host_registered_after_is_the_part(string? name)
    {
        var services = Services();
        Use(Add(services, name));
        services.AddSingleton<Everything>();
        await using var provider = Build(services);

        PartsOf(provider, name).Should().AllSatisfy(part => part.Should().BeSameAs(provider.GetRequiredService<Everything>()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_class_that_nobody_registered_is_made_once_for_all_of_its_seams_and_disposed_of(string? name)
    {
        var services = Services();
        Use(Add(services, name));
        List<object> parts;
        await using (var provider = Build(services))
        {
            parts = PartsOf(provider, name);
            parts.Distinct().Should().ContainSingle().Which.Should().BeOfType<Everything>().Which.IsDisposed.Should().BeFalse();
            provider.GetService<Everything>().Should().BeNull("what the grabber made is not the host's");
        }

        parts.Cast<Everything>().Should().OnlyContain(part => part.IsDisposed);
    }

    [Fact]
    public async Task Two_grabbers_share_what_the_host_registered_and_no_more()
    {
        var services = Services().AddSingleton<Everything>();
        foreach (var name in Names.Select(row => row.Data))
        {
            Add(services, name).UseTaskSource<Everything>().UseRouter<NoRouter>();
        }

        await using var provider = Build(services);

        Of<ITaskSource>(provider, null).Should().BeSameAs(Of<ITaskSource>(provider, "fedora"));
        Of<IBuildRouter>(provider, null).Should().BeOfType<NoRouter>().And.NotBeSameAs(Of<IBuildRouter>(provider, "fedora"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_object_of_the_hosts_is_used_and_not_disposed_of(string? name)
    {
        var part = new Everything();
        var services = Services();
        Add(services, name).UseTaskSource(part).UseCancelRequests(part).UseFrontendReporter(part).UseRouter(part).UseQueue(part).AddEventSink(part);
        await using (var provider = Build(services))
        {
            PartsOf(provider, name).Should().AllSatisfy(used => used.Should().BeSameAs(part));
        }

        part.IsDisposed.Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_function_of_the_hosts_is_called_once_with_the_services_of_the_grabber(string? name)
    {
        List<object> made = [];
        var services = Services();
        Add(services, name).UseTaskSource(Make).UseCancelRequests(Make).UseFrontendReporter(Make).UseRouter(Make).UseQueue(Make).AddEventSink(Make);
        await using (var provider = Build(services))
        {
            PartsOf(provider, name).Should().OnlyHaveUniqueItems().And.HaveCount(6);
            PartsOf(provider, name).Should().BeEquivalentTo(made, options => options.WithoutStrictOrdering().ComparingByValue<Everything>());
        }

        made.Cast<Everything>().Should().HaveCount(6).And.OnlyContain(part => part.IsDisposed);

        Everything Make(IServiceProvider provider)
        {
            provider.GetRequiredService<CoprJobGrab.Model.GrabberName>().Value.Should().Be(name);
            var part = new Everything();
            made.Add(part);
            return part;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_reporter_of_builds_is_a_seam_as_the_others_are(string? name)
    {
        var part = new NoBuildReporter();
        Action<ICoprJobGrabBuilder>[] forms =
        [
            builder => builder.UseBuildReporter<NoBuildReporter>(), builder => builder.UseBuildReporter(part), builder => builder.UseBuildReporter(_ => part),
        ];
        foreach (var form in forms)
        {
            var builder = Add(Services(), name);
            form(builder);
            await using var provider = Build(builder.Services);
            Of<IBuildReporter>(provider, name).Should().BeOfType<NoBuildReporter>();
            builder.Invoking(one => one.UseBuildReporter(new NoBuildReporter())).Should().Throw<InvalidOperationException>().WithMessage("*chosen twice*");
        }
    }

    [Fact]
    public async Task A_router_may_be_a_function()
    {
        await using var harness = new CoprJobGrabHarness(
            options => options.AddGroup("a").AddGroup("b"),
            builder => builder.UseRouter(task => new RouteDecision.ToGroup(task.TaskId[..1], "as its id says")));
        harness.List(Some.Build("a1"), Some.Build("b1"), Some.Build("b2"));

        await harness.RunCycleAsync();

        harness.Events.Of<TasksEnqueued>().Select(told => (told.GroupId, told.TaskIds.Count)).Should().BeEquivalentTo([("a", 1), ("b", 2)]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_second_choice_is_refused_with_both(string? name)
    {
        var builder = Use(Add(Services(), name));
        builder.UsePriority((_, _, turn) => turn).UseUrgency(_ => false);
        Action[] again =
        [
            () => builder.UseTaskSource<ScriptedTaskSource>(),
            () => builder.UseTaskSource(new ScriptedTaskSource()),
            () => builder.UseTaskSource(_ => new ScriptedTaskSource()),
            () => builder.UseCancelRequests<ScriptedCancelRequests>(),
            () => builder.UseFrontendReporter<RecordingReporter>(),
            () => builder.UseRouter<NoRouter>(),
            () => builder.UseRouter(_ => new RouteDecision.Refuse("no")),
            () => builder.UseQueue(new Everything()),
            () => builder.UsePriority((_, _, turn) => turn + 1),
            () => builder.UseUrgency(_ => true),
        ];

        foreach (var choose in again)
        {
            choose.Should().Throw<InvalidOperationException>().Which.Message.Should().Contain("is chosen twice").And.Contain(name ?? "chosen");
        }

        again[0].Should().Throw<InvalidOperationException>().WithMessage("*ITaskSource*Everything, and ScriptedTaskSource*");
    }

    [Fact]
    public async Task The_same_choice_may_be_made_again()
    {
        var part = new Everything();
        var settings = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["A:Groups:0:Id"] = "1", ["A:Groups:0:Architectures:0"] = "x86_64" }).Build();
        var services = Services();
        for (var time = 0; time < 2; time++)
        {
            services.AddCoprJobGrab(settings.GetSection("A")).UseTaskSource<Everything>().UseQueue(part).AddEventSink<Everything>();
        }

        await using var provider = Build(services);

        provider.GetRequiredService<BuilderGroups>().All.Should().ContainSingle();
        provider.GetServices<IEventSink>().Select(sink => sink.GetType()).Where(type => type == typeof(Everything)).Should().ContainSingle();
    }

    private sealed class NoBuildReporter : IBuildReporter
    {
        public bool TellsOfGivingBack => false;

        public ValueTask<BuildStart> StartAsync(TakenBuild build, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask RunningAsync(TakenBuild build, ReadOnlyMemory<byte> json, DateTimeOffset startedAt, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask EndedAsync(BuildReport report, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private static IServiceCollection Services() => new ServiceCollection().AddLogging();

    private static ICoprJobGrabBuilder Add(IServiceCollection services, string? name) =>
        (name is null ? services.AddCoprJobGrab() : services.AddCoprJobGrab(name)).Configure(options => options.AddGroup("0", "*"));

    private static ICoprJobGrabBuilder Use(ICoprJobGrabBuilder builder) =>
        builder.UseTaskSource<Everything>().UseCancelRequests<Everything>().UseFrontendReporter<Everything>().UseRouter<Everything>().UseQueue<Everything>()
            .AddEventSink<Everything>();

    private static ServiceProvider Build(IServiceCollection services) => services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });

    private static T Of<T>(IServiceProvider provider, string? name) where T : notnull =>
        name is null ? provider.GetRequiredService<T>() : provider.GetRequiredKeyedService<T>(name);

    private static List<object> PartsOf(IServiceProvider provider, string? name) =>
    [
        Of<ITaskSource>(provider, name), Of<ICancelRequests>(provider, name), Of<IFrontendReporter>(provider, name), Of<IBuildRouter>(provider, name),
        Of<IBuildQueue>(provider, name),
        (name is null ? provider.GetServices<IEventSink>() : provider.GetKeyedServices<IEventSink>(name)).Single(sink => sink.GetType() == typeof(Everything)),
    ];

    private sealed class NoRouter : IBuildRouter
    {
        public RouteDecision Route(BuildTask task) => new RouteDecision.Refuse("no");
    }

    private sealed class Everything : SimpleBuildQueue, ITaskSource, ICancelRequests, IFrontendReporter, IBuildRouter, IEventSink, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;

        public void Emit(JobGrabEvent jobGrabEvent)
        {
        }

        public RouteDecision Route(BuildTask task) => new RouteDecision.Refuse("no");

        public override ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) => new(QueueState.Empty);

        public override ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) => new([]);

        public ValueTask<TaskSnapshot> FetchAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ActionTask> FetchActionAsync(ActionListing action, CancellationToken cancellationToken) => throw new NotSupportedException();

        ValueTask<Listing<string>> ICancelRequests.FetchAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask AnswerAsync(string taskId, bool wasRunning, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask ReportActionAsync(ActionReport report, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask RescheduleAsync(BuildChroot build, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
