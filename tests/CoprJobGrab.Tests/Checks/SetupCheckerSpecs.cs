using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Checks;

public sealed class SetupCheckerSpecs
{
    private readonly RecordingEventSink _events = new();
    private readonly CoprJobGrabOptions _options = new();

    private SetupScope Everything => new()
    {
        HasLease = true,
        HasClaims = true,
        HasPassword = _options.Frontend.Password.Length > 0,
        Interval = _options.Loop.Interval,
        Lease = _options.Leadership.Lease,
        VisibilityTimeout = _options.Claims.VisibilityTimeout,
        Checks = _options.Checks,
    };

    [Fact]
    public async Task A_finding_is_told_once()
    {
        await using var hub = new EventHub([_events], TimeProvider.System);
        var desk = new SetupChecker(Everything, [new Scripted(new SetupFinding("Doubtful."))], hub);

        await desk.CheckAsync(CancellationToken.None);
        await desk.CheckAsync(CancellationToken.None);
        await hub.FlushAsync(TimeSpan.FromSeconds(10));

        _events.Of<SetupNoted>(noted => !noted.IsAboutConfiguration).Should().ContainSingle().Which.Finding.Should().Be("Doubtful.");
    }

    [Fact]
    public async Task A_finding_that_is_a_failure_fails_every_cycle_with_all_that_was_found()
    {
        _options.Checks = SetupChecks.Fail;
        _options.Loop.Interval = TimeSpan.FromMinutes(1);
        await using var hub = new EventHub([_events], TimeProvider.System);
        var desk = new SetupChecker(Everything, [new Scripted(new SetupFinding("Doubtful."), new SetupFinding("Not known.", IsKnown: false))], hub);

        for (var cycle = 0; cycle < 2; cycle++)
        {
            var fault = (await FluentActions.Awaiting(() => desk.CheckAsync(CancellationToken.None).AsTask()).Should().ThrowAsync<SetupException>()).Which;
            fault.Message.Should().ContainAll("Doubtful.", "Loop:Interval").And.NotContain("Not known.");
        }

        await hub.FlushAsync(TimeSpan.FromSeconds(10));
        _events.Of<SetupNoted>(noted => !noted.IsAboutConfiguration).Should().ContainSingle().Which.Finding.Should().Be("Not known.");
    }

    [Fact]
    public async Task The_lease_does_not_count_where_nobody_leads_by_one()
    {
        _options.Loop.Interval = TimeSpan.FromMinutes(1);
        _options.Checks = SetupChecks.Fail;
        await using var hub = new EventHub([_events], TimeProvider.System);

        await FluentActions.Awaiting(() => new SetupChecker(Everything with { HasLease = false }, [], hub).CheckAsync(CancellationToken.None).AsTask())
            .Should().NotThrowAsync();
    }

    [Fact]
    public async Task The_first_complete_list_alone_is_looked_at_for_timeouts_and_only_where_claims_are_kept()
    {
        _options.Checks = SetupChecks.Fail;
        await using var hub = new EventHub([_events], TimeProvider.System);
        var impatient = new SetupChecker(Everything, [], hub);
        var late = new SetupChecker(Everything, [], hub);
        var without = new SetupChecker(new SetupScope { Checks = _options.Checks }, [], hub);
        var none = new TaskSnapshot(new Listing<BuildTask>.Complete([]));
        var silent = new TaskSnapshot(new Listing<BuildTask>.NoNews(null));
        var patient = new TaskSnapshot(
            new Listing<BuildTask>.Complete([BuildTask.Parse("""{"task_id": 7, "chroot": "fedora-42-x86_64", "timeout": 1000000}"""u8.ToArray())]));

        impatient.Look(silent);
        late.Look(none);

        FluentActions.Invoking(() => impatient.Look(patient)).Should().Throw<SetupException>().WithMessage("*task 7*1000000 s*");
        FluentActions.Invoking(() => late.Look(patient)).Should().NotThrow();
        FluentActions.Invoking(() => without.Look(patient)).Should().NotThrow();
    }

    [Fact]
    public async Task A_list_that_is_older_than_the_interval_is_told_once_and_is_no_failure()
    {
        _options.Checks = SetupChecks.Fail;
        await using var hub = new EventHub([_events], TimeProvider.System);
        var desk = new SetupChecker(Everything, [], hub);

        foreach (var seconds in (int[])[10, 11, 45, 60])
        {
            var snapshot = new TaskSnapshot(new Listing<BuildTask>.Complete([])) { Age = TimeSpan.FromSeconds(seconds) };
            desk.Look(snapshot);
        }

        await desk.CheckAsync(CancellationToken.None);
        await hub.FlushAsync(TimeSpan.FromSeconds(10));
        _events.Of<SetupNoted>(noted => !noted.IsAboutConfiguration).Should().ContainSingle().Which.Finding.Should()
            .Contain("11 s old").And.Contain("Loop:Interval, which is 10 s,")
            .And.Contain("no cache");
    }

    private sealed class Scripted(params SetupFinding[] findings) : ISetupCheck
    {
        public ValueTask<IReadOnlyList<SetupFinding>> LookAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<SetupFinding>>(findings);
    }
}
