using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Cancels;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace CoprJobGrab.Tests.Hosting;

/// <summary>The loop of the cancel requests beside that of the cycles, over real sockets.</summary>
public sealed class CancelLoopSpecs : IAsyncDisposable
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    private readonly FakeFrontend _frontend = new();
    private readonly RecordingEventSink _events = new();
    private IHost? _host;

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }

        await _frontend.DisposeAsync();
    }

    [Fact]
    public async Task Requests_are_served_on_their_own_interval_while_the_cycles_pause_for_a_minute()
    {
        List("1", "2", "3");
        await StartAsync(loop => loop.Interval = TimeSpan.FromMinutes(1));
        await _events.WaitForAsync<CycleEnded>(ended => ended.Report.Ok);
        var queue = (InMemoryBuildQueue)_host!.Services.GetRequiredService<IBuildQueue>();
        queue.TryPop("0", out _).Should().BeTrue();
        var asked = TimeProvider.System.GetTimestamp();

        _frontend.CancelRequests.Add("1", "2");

        await _frontend.CancelAnswers.WaitForCountAsync(2);
        TimeProvider.System.GetElapsedTime(asked).Should().BeLessThan(Slack);
        _frontend.CancelAnswers.Items.Should().BeEquivalentTo([new CancelAnswer("1", true), new CancelAnswer("2", false)]);
        queue.TryPop("0", out var left).Should().BeTrue();
        BuildTask.Parse(RetaskEnvelope.Read(left).Data).TaskId.Should().Be("3");
        queue.TryPop("0", out _).Should().BeFalse();
        _frontend.RequestsOf("pending-jobs/").Should().ContainSingle();
    }

    [Fact]
    public async Task Requests_are_served_while_the_cycles_fail_and_back_off()
    {
        _frontend.On("pending-jobs/", FakeAnswer.ServerError());
        await StartAsync(loop => loop.Interval = TimeSpan.FromMinutes(1));
        await _events.WaitForAsync<CycleEnded>(ended => !ended.Report.Ok);

        _frontend.CancelRequests.Add("1");

        await _frontend.CancelAnswers.WaitForAsync(new CancelAnswer("1", false));
    }

    [Fact]
    public async Task Requests_that_hang_delay_no_cycle()
    {
        await StartAsync(loop => loop.Interval = TimeSpan.FromMilliseconds(50));
        // One may be the first cycle's own.
        await Until.TrueAsync(() => _frontend.RequestsOf("build-tasks/cancel-requests/").Count > 2);
        _frontend.On("build-tasks/cancel-requests/", FakeAnswer.Silence());
        var requests = _frontend.RequestsOf("build-tasks/cancel-requests/").Count;
        var cycles = _events.Of<CycleEnded>(ended => ended.Report.Ok).Count();

        List("1");

        await _events.WaitForAsync<TasksEnqueued>(told => !told.IsAgain);
        await _events.WaitForAsync<CycleEnded>(succeeded => succeeded.Report.Ok && succeeded.Report.Cycle > cycles + 5);
        _frontend.RequestsOf("build-tasks/cancel-requests/").Count.Should().BeLessThanOrEqualTo(requests + 1, "it hangs still");
    }

    [Fact]
    public async Task The_frontend_of_2014_is_not_asked_for_requests()
    {
        _frontend.Protocol = FrontendProtocol.Waiting;
        await StartAsync(loop => loop.Interval = TimeSpan.FromMilliseconds(50), FrontendProtocol.Waiting);

        await _events.WaitForAsync<CycleEnded>(succeeded => succeeded.Report.Ok && succeeded.Report.Cycle > 5);

        _frontend.Requests.Should().OnlyContain(request => request.Path == "/backend/waiting/");
    }

    private void List(params string[] taskIds) =>
        _frontend.Builds.Add(
            taskIds.Select(
                id => $$"""{"task_id": "{{id}}", "build_id": {{id}}, "chroot": "fedora-42-x86_64", "project_owner": "jdoe", "project_name": "hello"}"""));

    private async Task StartAsync(Action<LoopOptions> configure, FrontendProtocol protocol = FrontendProtocol.Pending)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddCoprJobGrab(options =>
        {
            options.Frontend.Url = _frontend.Url;
            options.Frontend.Protocol = protocol;
            options.Loop.CancelInterval = TimeSpan.FromMilliseconds(50);
            options.AddGroup("0", "*");
            configure(options.Loop);
        }).AddEventSink(_events);
        _host = builder.Build();
        await _host.StartAsync();
    }
}
