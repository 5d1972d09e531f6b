using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Workers;

/// <summary>A worker dies after it has told the frontend that it builds.</summary>
public sealed class LostLeaseSpecs : IAsyncDisposable
{
    private const string TaskId = "40127-fedora-20-x86_64";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private FakeFrontend _frontend = null!;
    private ServiceProvider _services = null!;
    private InMemoryBuildQueue _queue = null!;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _frontend.DisposeAsync();
    }

    [Theory]
    [InlineData(FrontendProtocol.Waiting)]
    [InlineData(FrontendProtocol.Auto)]
    public async Task A_frontend_that_does_not_list_what_runs_is_told_first_and_lists_the_task_again(FrontendProtocol protocol)
    {
        await BeginAsync(FrontendProtocol.Waiting, protocol);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (await CyclesAsync(1) is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
        }

        _frontend.StatusOf(TaskId).Should().Be(4);
        _frontend.RequestsOf("reschedule_build_chroot/").Should().ContainSingle().Which.Text.Should().Be(
            """{"build_id":40127,"task_id":"40127-fedora-20-x86_64","chroot":"fedora-20-x86_64"}""");
    }

    [Fact]
    public async Task A_frontend_that_lists_what_runs_is_told_nothing_and_the_task_is_handed_out_again_at_once()
    {
        await BeginAsync(FrontendProtocol.Pending, FrontendProtocol.Pending);

        (await CyclesAsync(1)).Should().NotBeNull();

        _frontend.RequestsOf("reschedule_build_chroot/").Should().BeEmpty();
    }

    [Fact]
    public async Task While_the_frontend_cannot_be_told_the_claim_stays()
    {
        await BeginAsync(FrontendProtocol.Waiting, FrontendProtocol.Waiting);
        _frontend.On("reschedule_build_chroot/", FakeAnswer.ServerError());
        await CyclesAsync(3);
        await _frontend.WaitForRequestAsync("reschedule_build_chroot/");
        await CyclesAsync(3);

        (await _queue.LookAsync(TestContext.Current.CancellationToken)).Claims.Should().ContainKey(TaskId);
    }

    /// <summary>A worker takes the task, tells that it builds, and is heard no more.</summary>
    private async Task BeginAsync(FrontendProtocol speaks, FrontendProtocol said)
    {
        _frontend = new FakeFrontend(speaks);
        _frontend.Builds.Add($$"""{"task_id": "{{TaskId}}", "build_id": 40127, "chroot": "fedora-20-x86_64", "project_owner": "jdoe"}""");
        _queue = new InMemoryBuildQueue(_time, "0");
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_time);
        services.AddCoprJobGrab(options =>
        {
            (options.Frontend.Url, options.Frontend.Protocol) = (_frontend.Url, said);
            options.AddGroup("0", "*");
        }).UseQueue(_queue).WithoutLoop();
        _services = services.BuildServiceProvider();
        await CycleAsync();
        var build = (await TakeAsync())!;
        var reporter = _services.GetRequiredService<IBuildReporter>();
        (await reporter.StartAsync(build, TestContext.Current.CancellationToken)).Should().BeOfType<BuildStart.Go>();
        await reporter.RunningAsync(build, build.Data, _time.GetUtcNow(), TestContext.Current.CancellationToken);
        await CyclesAsync(2);
        _time.Advance(TimeSpan.FromMinutes(1));
    }

    /// <summary>Runs cycles, and takes what there is then.</summary>
    private async Task<TakenBuild?> CyclesAsync(int count)
    {
        for (var cycle = 0; cycle < count; cycle++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await CycleAsync();
        }

        return await TakeAsync() is { } taken && taken.Attempt == 2 ? taken : null;
    }

    private async Task CycleAsync() =>
        (await _services.GetRequiredService<JobGrabber>().RunOnceAsync(TestContext.Current.CancellationToken)).Error.Should().BeNull();

    private async Task<TakenBuild?> TakeAsync() =>
        (await _queue.Workers.TakeAsync(["0"], 1, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).SingleOrDefault();
}
