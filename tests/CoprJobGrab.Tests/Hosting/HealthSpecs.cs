using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace CoprJobGrab.Tests.Hosting;

/// <summary>The health of a grabber that asks a frontend over real HTTP, to the tick, on a fake clock.</summary>
public sealed class HealthSpecs : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly FakeFrontend _frontend = new();
    private readonly CoprJobGrabHarness _harness;
    private bool _canReport = true;

    public HealthSpecs()
    {
        _harness = new CoprJobGrabHarness(
            options =>
            {
                options.AddGroup("0", "*");
                options.Frontend.Url = _frontend.Url;
                options.Frontend.Password = "secret";
            },
            builder =>
            {
                builder.UseTaskSource<HttpTaskSource>();
                builder.Services.AddHealthChecks().AddCoprJobGrab();
            });
        _harness.Reporter.OnReport = (_, _) => _canReport ? ValueTask.CompletedTask : throw new IOException("not taken");
        ListTasks(3);
    }

    public async ValueTask DisposeAsync()
    {
        await _harness.DisposeAsync();
        await _frontend.DisposeAsync();
    }

    public static TheoryData<string> Faults => ["500", "cut", "empty", "actions"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_wedged_frontend_turns_ready_unhealthy_at_exactly_three_intervals(string fault)
    {
        await CycleAsync();
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Healthy);

        Break(fault);
        for (var polls = 1; polls < 3; polls++)
        {
            _harness.Time.Advance(Interval);
            await CycleAsync();
            (await ReadyAsync()).Status.Should().Be(HealthStatus.Degraded, "after poll {0}", polls);
        }

        _harness.Time.Advance(Interval - Tick);
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Degraded, "one tick before");
        _harness.Time.Advance(Tick);
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Unhealthy);
        (await LiveAsync()).Should().Be(HealthStatus.Healthy);
        await CycleAsync();
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Unhealthy, "a poll that fails again is no cure");

        Mend();
        await CycleAsync();
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_frontend_that_hangs_turns_ready_unhealthy_at_exactly_three_intervals_while_it_is_waited_for()
    {
        await CycleAsync();
        _frontend.On("pending-jobs/", FakeAnswer.Silence());
        _harness.Time.Advance(Interval);
        var asked = _frontend.RequestsOf("pending-jobs/").Count;
        var cycle = _harness.RunCycleAsync();
        await _frontend.WaitForRequestAsync(_ => _frontend.RequestsOf("pending-jobs/").Count > asked);

        _harness.Time.Advance(2 * Interval - Tick);
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Healthy, "one tick before");
        _harness.Time.Advance(Tick);
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Unhealthy);

        _harness.Time.Advance(TimeSpan.FromMinutes(1));
        (await cycle).Ok.Should().BeFalse();
        Mend();
        await CycleAsync();
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task An_interval_is_as_long_as_the_longest_of_the_last_ten_successful_polls()
    {
        await CycleAsync(TimeSpan.FromSeconds(25));
        for (var polls = 0; polls < 9; polls++)
        {
            await CycleAsync();
        }

        _harness.Time.Advance(3 * TimeSpan.FromSeconds(25) - Tick);
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Healthy);
        _harness.Time.Advance(Tick);
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Unhealthy);

        await CycleAsync();
        _harness.Time.Advance(3 * Interval);
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Unhealthy, "the long one is the eleventh by now");
    }

    [Fact]
    public async Task A_process_that_has_just_started_is_ready_for_three_intervals()
    {
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Healthy);
        _harness.Time.Advance(3 * Interval);
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task An_empty_list_is_no_fault_where_nothing_waits()
    {
        ListTasks(1);
        await CycleAsync();
        _harness.Pop();
        await CycleAsync();
        ListTasks(0);

        for (var polls = 0; polls < 20; polls++)
        {
            _harness.Time.Advance(Interval);
            await CycleAsync();
            (await ReadyAsync()).Status.Should().Be(HealthStatus.Healthy);
        }
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public async Task That_many_taken_tasks_end_at_once_is_doubted_until_their_claims_end(int count, bool isBelieved)
    {
        ListTasks(count);
        await CycleAsync();
        for (var taken = 0; taken < count; taken++)
        {
            _harness.Pop();
        }

        await CycleAsync();
        ListTasks(0);
        await CycleAsync();
        (await ReadyAsync()).Status.Should().Be(isBelieved ? HealthStatus.Healthy : HealthStatus.Degraded);

        for (var polls = 0; polls < 10; polls++)
        {
            _harness.Time.Advance(Interval);
            await CycleAsync();
        }

        (await ReadyAsync()).Status.Should().Be(HealthStatus.Healthy);
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 60)]
    public async Task Nobody_who_takes_what_waits_is_degraded_sooner_where_nobody_has_any_task(bool oneIsTaken, int minutes)
    {
        await CycleAsync();
        if (oneIsTaken)
        {
            _harness.Pop();
            await CycleAsync();
        }

        _harness.Time.Advance(TimeSpan.FromMinutes(minutes) - Tick);
        await CycleAsync();
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Healthy);
        _harness.Time.Advance(Tick);
        var ready = await ReadyAsync();
        ready.Status.Should().Be(HealthStatus.Degraded);
        ready.Description.Should().Contain("builder group 0");
        ready.Data["waiting_0"].Should().Be(oneIsTaken ? 2 : 3);

        _harness.Pop();
        await CycleAsync();
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_report_that_the_frontend_does_not_take_is_degraded_until_it_does()
    {
        _canReport = false;
        _frontend.Actions.Add("""{"id":1,"action_type":9,"data":"{}"}""");
        await CycleAsync();
        await _harness.Events.WaitForAsync<ReportFailed>(_ => true);
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Degraded);
        (await ReadyAsync()).Data["reports_not_taken"].Should().Be(1);

        _canReport = true;
        _frontend.Actions.Clear();
        _harness.Time.Advance(TimeSpan.FromSeconds(29));
        await _harness.Events.WaitForAsync<ActionReported>(_ => true);
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_standby_is_healthy_and_says_so_whatever_it_had_to_tell_while_it_led()
    {
        await CycleAsync();
        var events = _harness.Services.GetRequiredService<EventHub>();
        events.NotTaken(ReportKind.Cancel, "1", new IOException("away"), TimeSpan.FromSeconds(1));
        events.NotTaken(ReportKind.Reschedule, "2", new IOException("away"), TimeSpan.FromSeconds(1));
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Degraded);

        _harness.Time.Advance(3 * Interval);
        events.Emit(new CycleEnded(new CycleReport { Cycle = 2, Role = GrabberRole.Standby }));

        var ready = await ReadyAsync();
        (ready.Status, ready.Description).Should().Be((HealthStatus.Healthy, "Standing by: another grabber leads."));
        ready.Data["role"].Should().Be("standby");
        _harness.Time.Advance(3 * Interval);
        (await ReadyAsync()).Status.Should().Be(HealthStatus.Unhealthy, "a standby that does not ask for the lead is of no use");
    }

    [Fact]
    public async Task Each_check_has_its_name_and_its_tag()
    {
        var report = await _harness.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        report.Entries.Select(entry => (entry.Key, entry.Value.Tags.Single())).Should()
            .BeEquivalentTo([("coprjobgrab", "ready"), ("coprjobgrab-live", "live")]);
    }

    private void ListTasks(int count)
    {
        _frontend.Builds.Clear();
        _frontend.Builds.Add(Enumerable.Range(0, count).Select(Record));
    }

    private static string Record(int id) => $$"""{"task_id":"{{id}}-fedora-42-x86_64","chroot":"fedora-42-x86_64","project_owner":"o","build_id":{{id}}}""";

    private void Break(string fault)
    {
        _frontend.On(fault == "actions" ? "pending-actions/" : "pending-jobs/", fault switch
        {
            "cut" => FakeAnswer.Reset($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n[{Record(0)},"),
            "empty" => FakeAnswer.Json("[]"),
            _ => FakeAnswer.ServerError(),
        });
    }

    private void Mend()
    {
        _frontend.On("pending-jobs/", null);
        _frontend.On("pending-actions/", null);
    }

    private async Task CycleAsync(TimeSpan lasting = default)
    {
        if (lasting == default)
        {
            await _harness.RunCycleAsync();
            return;
        }

        _frontend.On("pending-jobs/", FakeAnswer.From(_ =>
        {
            _harness.Time.Advance(lasting);
            return FakeAnswer.Json($"[{Record(0)}]");
        }));
        await _harness.RunCycleAsync();
        Mend();
    }

    private Task<HealthReportEntry> ReadyAsync() => CheckAsync("coprjobgrab");

    private async Task<HealthStatus> LiveAsync() => (await CheckAsync("coprjobgrab-live")).Status;

    private async Task<HealthReportEntry> CheckAsync(string name) =>
        (await _harness.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == name)).Entries.Single().Value;
}
