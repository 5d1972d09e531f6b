using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace CoprJobGrab.Tests.Workers;

/// <summary>A host that builds: with a grabber in the same process or without, with a name or without.</summary>
public sealed class AddBuildWorkerSpecs
{
    private readonly ScriptedBuildReporter _reporter = new();

    [Theory]
    [InlineData(null)]
    [InlineData("fedora")]
    public async Task A_whole_farm_runs_in_one_process(string? name)
    {
        using var log = new RecordingLoggerProvider();
        using var host = HostOf(services =>
        {
            services.AddLogging(logging => logging.AddProvider(log));
            services.AddSingleton(new Recording<Handler>());
            return Grabber(services, name).AddBuildWorker<Handler>(options => options.Groups.Add("0"));
        }, name);

        await host.StartAsync(TestContext.Current.CancellationToken);

        await _reporter.Taken.WaitForAsync("1 Succeeded");
        await _reporter.Taken.WaitForAsync("2 Succeeded");
        var handlers = host.Services.GetRequiredService<Recording<Handler>>().Items;
        await host.StopAsync(TestContext.Current.CancellationToken);
        handlers.Should().HaveCount(2).And.OnlyHaveUniqueItems().And.OnlyContain(handler => handler.IsDisposed);
        var category = name is null ? "CoprJobGrab.Workers" : "CoprJobGrab.Workers.fedora";
        log.Lines.Should().Contain(line => line.Contains($"{category}: The build of task 1 of group 0 starts, attempt 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_workers_have_options_of_their_own()
    {
        using var host = HostOf(services => Grabber(services, null)
            .AddBuildWorker((_, _) => throw new InvalidOperationException("nothing waits here"), options => options.Groups.Add("other"))
            .AddBuildWorker(_ => new FunctionBuildHandler((_, _) => ValueTask.FromResult<BuildOutcome>(new BuildOutcome.Failed("so"))), options =>
                options.Groups.Add("0")));
        await host.StartAsync(TestContext.Current.CancellationToken);

        await _reporter.Taken.WaitForAsync("1 Failed");
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(null, "Build worker 'w': ")]
    [InlineData("fedora", "Grabber 'fedora': Build worker 'w': ")]
    public async Task Options_that_cannot_work_are_refused_at_the_start(string? name, string prefix)
    {
        using var host = HostOf(services => Grabber(services, name).AddBuildWorker<Handler>(options =>
        {
            options.Name = "w";
            options.Lease = TimeSpan.FromSeconds(1);
        }), name);
        var start = () => host.StartAsync(TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Failures.Should().HaveCount(2)
            .And.OnlyContain(failure => failure.StartsWith(prefix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_queue_of_the_hosts_without_a_workers_half_is_refused_at_the_start()
    {
        using var host = HostOf(services => Grabber(services, null).UseQueue(_ => new InMemoryBuildQueue("0"))
            .AddBuildWorker<Handler>(options => options.Groups.Add("0")));
        var start = () => host.StartAsync(TestContext.Current.CancellationToken);

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*IWorkerQueue*");
    }

    [Fact]
    public async Task Queues_in_memory_of_the_hosts_are_taken_from_through_its_decorators()
    {
        ScriptedWorkerQueue? decorated = null;
        using var host = HostOf(services => Grabber(services, null).UseQueue(new InMemoryBuildQueue("0"))
            .DecorateWorkerQueue((_, queue) => decorated = new ScriptedWorkerQueue(queue))
            .AddBuildWorker((_, _) => ValueTask.FromResult<BuildOutcome>(new BuildOutcome.Succeeded()), options => options.Groups.Add("0")));

        await host.StartAsync(TestContext.Current.CancellationToken);

        await _reporter.Taken.WaitForAsync("1 Succeeded");
        await host.StopAsync(TestContext.Current.CancellationToken);
        decorated!.Count("take").Should().BePositive();
    }

    private static ICoprJobGrabBuilder Grabber(IServiceCollection services, string? name) =>
        (name is null ? services.AddCoprJobGrab() : services.AddCoprJobGrab(name)).Configure(options => options.AddGroup("0", "*"))
            .UseTaskSource(new ScriptedTaskSource
            {
                OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([Some.Build("1"), Some.Build("2")]))),
            });

    private IHost HostOf(Func<IServiceCollection, ICoprJobGrabBuilder> add, string? name = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        add(builder.Services);
        builder.Services.AddKeyedSingleton<IBuildReporter>(name, _reporter);
        return builder.Build();
    }

    private sealed class Handler(Recording<Handler>? made = null) : IBuildHandler, IAsyncDisposable
    {
        public bool IsDisposed { get; private set; }

        public ValueTask<BuildOutcome> HandleAsync(BuildWork work, CancellationToken cancellationToken)
        {
            made?.Add(this);
            return ValueTask.FromResult<BuildOutcome>(new BuildOutcome.Succeeded());
        }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
