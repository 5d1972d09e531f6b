using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Hosting;

public sealed class JobGrabServiceSpecs : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(47);

    private readonly ScriptedTaskSource _source = new();
    private readonly RecordingReporter _reporter = new();
    private readonly RecordingActionHandler _handler = new();
    private readonly RecordingEventSink _events = new();
    private readonly WatchedTime _time = new();
    private readonly Recording<int> _fetches = new();
    private readonly IHost _host;

    public JobGrabServiceSpecs()
    {
        _source.OnFetch = _ => Fetched();
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton<ITaskSource>(_source);
        builder.Services.AddSingleton<IFrontendReporter>(_reporter);
        builder.Services.AddCoprJobGrab(options =>
            {
                options.AddGroup("0", "x86_64");
                options.Loop.Jitter = 0;
                options.Loop.StopPatience = Patience;
            })
            .AddActionHandler((action, stop) => _handler.HandleAsync(action, stop))
            .AddEventSink(_events);
        builder.Services.AddHealthChecks().AddCoprJobGrab();
        _host = builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    [Fact]
    public async Task It_starts_with_its_groups_polls_at_once_then_at_each_interval_and_stops()
    {
        await _host.StartAsync();
        var started = await _events.WaitForAsync<GrabberStarted>();
        started.Groups.Should().Equal("0");
        started.Source.Should().Be(_source.ToString());
        started.Queue.Should().Be("in memory");
        for (var cycle = 1; cycle <= 3; cycle++)
        {
            await _fetches.WaitForCountAsync(cycle);
            await _events.WaitForAsync<CycleEnded>(succeeded => succeeded.Report.Ok && succeeded.Report.Cycle == cycle);
            await AdvanceUntilAsync(() => _fetches.Items.Count > cycle, TimeSpan.FromSeconds(10));
        }

        await _host.StopAsync();

        await _events.WaitForAsync<GrabberStopped>();
    }

    [Fact]
    public async Task It_survives_every_error_and_pauses_after_it()
    {
        _source.OnFetch = _ =>
        {
            _fetches.Add(0);
            throw _fetches.Items.Count % 2 == 0 ? new IOException("disk") : new KeyNotFoundException("key");
        };
        await _host.StartAsync();
        await _events.WaitForAsync<CycleEnded>(failed => !failed.Report.Ok && failed.Report.Cycle == 1);
        _fetches.Items.Should().ContainSingle("a pause follows an error too");

        await AdvanceUntilAsync(() => _fetches.Items.Count >= 3, TimeSpan.FromSeconds(10));

        _events.Of<CycleEnded>(ended => !ended.Report.Ok).Select(failed => failed.Report.Error!.GetType()).Take(2).Should()
            .Equal(typeof(KeyNotFoundException), typeof(IOException));
    }

    [Fact]
    public async Task A_source_that_always_throws_is_asked_every_thirty_seconds()
    {
        _source.OnFetch = _ =>
        {
            _fetches.Add(0);
            throw new IOException("always");
        };
        await _host.StartAsync();
        var passed = TimeSpan.Zero;
        for (var failures = 1; passed < TimeSpan.FromHours(1); failures++)
        {
            var pauses = await PausesAsync(failures);
            passed += pauses[^1];
            _time.Advance(pauses[^1]);
        }

        var expected = new[] { 10, 20 }.Concat(Enumerable.Repeat(30, 119));
        (await PausesAsync(122))[..121].Select(pause => pause.TotalSeconds).Should().Equal(expected.Select(seconds => (double)seconds));
        _fetches.Items.Count.Should().Be(122, "the last one is the first of the second hour");
    }

    [Fact]
    public async Task The_return_of_the_store_ends_the_pause_after_a_cycle_that_failed_without_it()
    {
        _source.OnFetch = _ => Failed(new BuildQueueException("away"));
        await _host.StartAsync();
        await PausesAsync(1);

        _host.Services.GetRequiredService<StoreReturns>().Tell();
        await _fetches.WaitForCountAsync(2);
        await PausesAsync(2);

        _time.Advance(TimeSpan.FromSeconds(19));
        _fetches.Items.Count.Should().Be(2, "each return ends one pause");
        _time.Advance(TimeSpan.FromSeconds(1));
        await _fetches.WaitForCountAsync(3);
    }

    [Fact]
    public async Task A_store_that_comes_back_while_the_cycle_fails_is_not_waited_for()
    {
        _source.OnFetch = _ =>
        {
            if (_fetches.Items.Count == 0)
            {
                _host.Services.GetRequiredService<StoreReturns>().Tell();
            }

            return Failed(new BuildQueueException("away"));
        };
        await _host.StartAsync();

        await _fetches.WaitForCountAsync(2);
    }

    [Fact]
    public async Task The_return_of_the_store_does_not_end_the_pause_that_a_frontend_has_asked_for()
    {
        _source.OnFetch = _ => Failed(new TaskSourceException(TaskSourceFault.BadStatus, "503") { RetryAfter = TimeSpan.FromMinutes(1) });
        await _host.StartAsync();
        await PausesAsync(1);

        _host.Services.GetRequiredService<StoreReturns>().Tell();
        _time.Advance(TimeSpan.FromSeconds(59));

        _fetches.Items.Should().ContainSingle();
        _time.Advance(TimeSpan.FromSeconds(1));
        await _fetches.WaitForCountAsync(2);
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_fetch_ends_the_fetch()
    {
        var ended = new TaskCompletionSource();
        _source.OnFetch = async stop =>
        {
            _fetches.Add(0);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            }
            finally
            {
                ended.SetResult();
            }

            return new TaskSnapshot(new Listing<BuildTask>.Complete([]));
        };
        await _host.StartAsync();
        await _fetches.WaitForCountAsync(1);

        await _host.StopAsync();

        // A stop does not wait for a source that hangs, so this may come a moment later.
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System);
        _events.Of<CycleEnded>(ended => !ended.Report.Ok).Should().BeEmpty("a stop is no failure");
    }

    [Fact]
    public async Task A_stop_lets_a_running_action_finish_and_reports_it()
    {
        var release = new TaskCompletionSource();
        _handler.OnHandle = async (_, _) =>
        {
            await release.Task;
            return new ActionOutcome.Done();
        };
        ListsAnAction();
        await _host.StartAsync();
        await _handler.Begun.WaitForCountAsync(1);

        var stopping = _host.StopAsync();
        release.SetResult();
        await stopping;

        _reporter.Taken.Items.Should().ContainSingle();
        _events.Of<ActionInterrupted>().Should().BeEmpty();
    }

    [Fact]
    public async Task A_stop_interrupts_an_action_after_its_patience_and_that_is_no_failure()
    {
        var given = new TaskCompletionSource<CancellationToken>();
        _handler.OnHandle = async (_, stop) =>
        {
            given.SetResult(stop);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return new ActionOutcome.Done();
        };
        ListsAnAction();
        await _host.StartAsync();
        var running = await given.Task;
        await _events.WaitForAsync<CycleEnded>(ended => ended.Report.Ok);

        var stopping = _host.StopAsync();
        await _time.Armed.WaitForAsync(Patience);
        _time.Advance(Patience - TimeSpan.FromMilliseconds(1));
        await _host.Services.GetRequiredService<ActionLanes>().CountAsync();
        running.IsCancellationRequested.Should().BeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await stopping;
        running.IsCancellationRequested.Should().BeTrue();

        _reporter.Tries.Items.Should().BeEmpty();
        _events.Of<ActionRetrying>().Should().BeEmpty();
        _events.Of<RoleChanged>(changed => changed.Change == RoleChange.LeadHandedOver).Should().ContainSingle();
    }

    [Fact]
    public async Task A_stop_that_gives_up_on_an_action_is_no_clean_hand_over_because_the_action_may_still_run()
    {
        var release = new TaskCompletionSource<ActionOutcome>();
        _handler.OnHandle = (_, _) => new ValueTask<ActionOutcome>(release.Task);
        ListsAnAction();
        await _host.StartAsync();
        await _handler.Begun.WaitForCountAsync(1);
        await _events.WaitForAsync<CycleEnded>(ended => ended.Report.Ok);

        var stopping = _host.StopAsync();
        await AdvanceUntilAsync(() => stopping.IsCompleted, TimeSpan.FromSeconds(1));

        _events.Of<GrabberStopped>().Should().ContainSingle();
        _events.Of<RoleChanged>(changed => changed.Change == RoleChange.LeadHandedOver).Should().BeEmpty();
        release.SetResult(new ActionOutcome.Done());
    }

    [Fact]
    public async Task A_stop_that_the_host_does_not_wait_for_is_told_all_the_same()
    {
        await _host.StartAsync();
        await _events.WaitForAsync<CycleEnded>(ended => ended.Report.Ok);

        await _host.Services.GetServices<IHostedService>().OfType<JobGrabService>().Single().StopAsync(new CancellationToken(canceled: true));

        _events.Of<GrabberStopped>().Should().ContainSingle();
    }

    [Fact]
    public async Task The_health_check_follows_the_cycles()
    {
        await _host.StartAsync();
        await _events.WaitForAsync<CycleEnded>(ended => ended.Report.Ok);
        (await HealthAsync()).Should().Be(HealthStatus.Healthy);

        _source.OnFetch = _ => throw new IOException("gone");
        await AdvanceUntilAsync(() => _events.Of<CycleEnded>(ended => !ended.Report.Ok).Any(), TimeSpan.FromSeconds(10));
        (await HealthAsync()).Should().Be(HealthStatus.Degraded);

        _time.Advance(TimeSpan.FromMinutes(10));
        (await HealthAsync()).Should().Be(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Live_is_unhealthy_when_a_cycle_does_not_end_and_healthy_before_and_after()
    {
        // The longest pause, and ten calls that the frontend does not answer
        var limit = TimeSpan.FromMinutes(5) + 10 * _host.Services.GetRequiredService<FrontendOptions>().Timeout;
        var fetched = new TaskCompletionSource<TaskSnapshot>();
        (await LiveAsync()).Description.Should().Be("No loop runs here.");
        _source.OnFetch = _ => new ValueTask<TaskSnapshot>(fetched.Task);
        await _host.StartAsync();
        await _events.WaitForAsync<GrabberStarted>();

        _time.Advance(limit - TimeSpan.FromTicks(1));
        (await LiveAsync()).Status.Should().Be(HealthStatus.Healthy);
        _time.Advance(TimeSpan.FromTicks(1));
        var live = await LiveAsync();
        live.Status.Should().Be(HealthStatus.Unhealthy);
        live.Description.Should().Be($"No cycle has ended for {limit.TotalSeconds:F0} s, and the limit is {limit.TotalSeconds:F0} s.");

        fetched.SetResult(new TaskSnapshot(new Listing<BuildTask>.Complete([])));
        await _events.WaitForAsync<CycleEnded>(_ => true);
        (await LiveAsync()).Status.Should().Be(HealthStatus.Healthy);
        _time.Advance(limit);
        await _host.StopAsync();
        (await LiveAsync()).Status.Should().Be(HealthStatus.Healthy, "a loop that has ended is not wedged");
    }

    [Theory]
    [InlineData(BackgroundServiceExceptionBehavior.StopHost, 10)]
    [InlineData(BackgroundServiceExceptionBehavior.Ignore, 10)]
    [InlineData(BackgroundServiceExceptionBehavior.Ignore, 8)]
    [InlineData(BackgroundServiceExceptionBehavior.Ignore, 7)]
    public async Task A_loop_that_cannot_go_on_ends_the_process_with_another_code_than_0(BackgroundServiceExceptionBehavior behavior, int pause)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.Configure<HostOptions>(host => host.BackgroundServiceExceptionBehavior = behavior);
        builder.Services.AddSingleton<TimeProvider>(new NoPauses(TimeSpan.FromSeconds(pause)))
            .AddSingleton<ITaskSource>(_source).AddSingleton<IFrontendReporter>(_reporter).AddSingleton<ICancelRequests>(new ScriptedCancelRequests());
        builder.Services.AddCoprJobGrab(options =>
        {
            options.AddGroup("0", "x86_64").Loop.Jitter = 0;
            (options.Loop.TopUpInterval, options.Loop.CancelInterval) = (TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(7));
        });
        using var host = builder.Build();
        try
        {
            Environment.ExitCode = 0;
            await FluentActions.Awaiting(() => host.RunAsync()).Should().CompleteWithinAsync(TimeSpan.FromSeconds(30));
            Environment.ExitCode.Should().NotBe(0);
        }
        finally
        {
            Environment.ExitCode = 0;
        }
    }

    [Theory]
    [InlineData(5, 30, 0)]
    [InlineData(20, 30, 0)]
    [InlineData(21, 30, 1)]
    public async Task A_stop_that_takes_longer_than_the_host_waits_is_found(int patience, int shutdown, int findings)
    {
        var events = new RecordingEventSink();
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(shutdown));
        builder.Services.AddSingleton<ITaskSource>(_source).AddSingleton<IFrontendReporter>(_reporter);
        builder.Services.AddCoprJobGrab(options => options.AddGroup("0", "x86_64").Loop.StopPatience = TimeSpan.FromSeconds(patience)).AddEventSink(events);
        using var host = builder.Build();

        await host.StartAsync();
        await events.WaitForAsync<CycleEnded>(ended => ended.Report.Ok);

        events.Of<SetupNoted>(noted => noted.Finding.Contains("HostOptions.ShutdownTimeout")).Should().HaveCount(findings);
        await host.StopAsync();
    }

    private async Task<HealthReportEntry> LiveAsync() =>
        (await _host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("live"))).Entries.Single().Value;

    private async Task<HealthStatus> HealthAsync() =>
        (await _host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"))).Status;

    /// <summary>
    /// The pauses between cycles so far, when there are this many.
    /// Nothing else in the loop waits for so long, but the deadline of a fetch, which is longer than each.
    /// </summary>
    private async Task<List<TimeSpan>> PausesAsync(int count)
    {
        List<TimeSpan> pauses = [];
        await _time.Armed.WaitForAsync(
            _ => (pauses = [.. _time.Armed.Items.Where(span => span >= TimeSpan.FromSeconds(10) && span < TimeSpan.FromMinutes(10))]).Count >= count);
        return pauses;
    }

    private ValueTask<TaskSnapshot> Fetched()
    {
        _fetches.Add(0);
        return ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([])));
    }

    private ValueTask<TaskSnapshot> Failed(Exception fault)
    {
        _fetches.Add(0);
        throw fault;
    }

    private void ListsAnAction() => _source.OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([]))
    {
        Actions = new Listing<ActionListing>.Complete([new ActionListing(1) { Record = new ActionTask(1, ActionType.CreateRepo) }]),
    });

    /// <summary>A clock that lets nobody wait for as long as one of the loops pauses: the cycles, the top-ups or the cancel requests.</summary>
    private sealed class NoPauses(TimeSpan pause) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            dueTime == pause
                ? throw new InvalidOperationException("no timer")
                : base.CreateTimer(callback, state, dueTime, period);
    }

    private sealed class WatchedTime : FakeTimeProvider
    {
        /// <summary>The spans of all timers, in the order in which they were armed.</summary>
        public Recording<TimeSpan> Armed { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Armed.Add(dueTime);
            return timer;
        }
    }

    // The loop arms its timer on a thread of its own, so the clock is moved until it has been seen.
    private async Task AdvanceUntilAsync(Func<bool> seen, TimeSpan step)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!seen())
        {
            deadline.Token.ThrowIfCancellationRequested();
            _time.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}
