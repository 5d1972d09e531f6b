using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.Explaining;

/// <summary>What a process that does not lead answers about tasks, while another one leads at the same store.</summary>
public abstract class ExplainerContract : IAsyncLifetime
{
    private const string Ago = "[0-9]+ s ago";
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    private readonly ScriptedTaskSource _source = new();
    private readonly ScriptedCancelRequests _cancels = new();
    private readonly List<ServiceProvider> _processes = [];
    private IReadOnlyList<BuildTask> _listed = [];
    private IReadOnlyList<MalformedRecord> _malformed = [];
    private Action<CoprJobGrabOptions> _options = _ => { };

    protected ExplainerContract() =>
        _source.OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete(_listed, _malformed)));

    protected ScriptedTaskSource Source => _source;

    /// <summary>The name of the list of builder group 0.</summary>
    protected abstract string ListName { get; }

    internal abstract IWorkerQueue Worker { get; }

    public abstract ValueTask InitializeAsync();

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_task_that_nothing_holds_is_due_and_to_ask_writes_nothing()
    {
        Lists("a", "b");

        var why = await WhyAsync("b");

        why.State.Should().Be(ExplanationState.Due);
        why.Reason.Should().Be("the next cycle puts it in the queue of builder group 0: group 0 builds x86_64");
        why.Trace.Should().Equal(
            [
                "the frontend lists it, as record 2 of 2; its priority is 1000002, and smaller is sooner",
                "no builder group has a claim of it",
                "it is number 2 of 2 in the order in which tasks are handed out or held",
                .. NobodyLeads,
            ]);
        why.Decision.Should().Be(new Decision.Enqueue("0", "group 0 builds x86_64"));
        (await CycleAsync()).Enqueued.Should().Be(2);
    }

    [Fact]
    public async Task A_task_that_waits_is_queued_at_its_position_since_its_time()
    {
        Lists("a", "b", "c");
        await CycleAsync();

        (await WhyAsync("b")).Should()
            .Match<Explanation>(why => why.State == ExplanationState.Queued && why.Place == new QueuePlace(ListName, 2, 3) && why.Claim!.TaskId == "b")
            .And.Subject.As<Explanation>().Reason.Should().MatchRegex($"^it is queued on the list {ListName} at position 2 of 3, and was put there {Ago}$");

        await PopAsync();
        (await WhyAsync("b")).Reason.Should().Contain($"{ListName} at position 1 of 2");
    }

    [Fact]
    public async Task A_task_that_a_worker_without_a_sign_has_taken_is_told_since_it_was_first_seen()
    {
        Lists("a");
        await CycleAsync();
        await PopAsync();

        var unseen = await WhyAsync("a");
        await CycleAsync();
        var seen = await WhyAsync("a");

        new[] { unseen.State, seen.State }.Should().AllBeEquivalentTo(ExplanationState.Taken);
        unseen.Reason.Should().MatchRegex($"some time after it was queued {Ago}").And.Contain("gives no sign of life, as Python workers do");
        seen.Reason.Should().MatchRegex($"^a worker of builder group 0 has taken it, which was first seen {Ago}");
        seen.Trace[^1].Should().MatchRegex("^if it is still listed in 25 h 59 min, it is handed out again$");
        seen.Advice.Should().Contain("when no worker of builder group 0 has anything any more");
    }

    [Fact]
    public async Task A_task_that_a_worker_holds_by_a_lease_is_told_until_when()
    {
        Lists("a");
        await CycleAsync();
        await Worker.TakeAsync("0", Lease, CancellationToken.None);

        var why = await WhyAsync("a");

        why.State.Should().Be(ExplanationState.Taken);
        why.Reason.Should().MatchRegex("holds it by a lease for another 59 min [0-9]+ s, unless it renews that$");
    }

    [Fact]
    public async Task A_task_that_a_limit_holds_is_told_with_the_counter_and_who_has_the_places()
    {
        _options = options => options.Scheduling.Limits.PerOwner = 2;
        Lists("a", "b", "c");

        var before = await WhyAsync("c");
        await CycleAsync();
        await PopAsync();
        var after = await WhyAsync("c");

        new[] { before.State, after.State }.Should().AllBeEquivalentTo(ExplanationState.Held);
        after.Reason.Should().Be("limit owner: 2 of 2 places of 'jdoe' are taken");
        before.Trace.Should().Contain("the places are held by a (comes before it in the next cycle), b (comes before it in the next cycle)");
        after.Trace.Should().Contain("the places are held by a (with a worker of group 0), b (waits in group 0)").And.Contain("it is to go to builder group 0");
        after.Decision.Should().BeOfType<Decision.Hold>().Which.Should()
            .Match<Decision.Hold>(hold => hold.Cause == HoldCause.Limit && hold.Limit == new LimitReason("owner", "jdoe", 2, 2));
        after.Holders.Should().Equal(new LimitHolder("a", "0", ClaimState.Silent), new LimitHolder("b", "0", ClaimState.Waiting));
        before.Holders.Should().Equal(new LimitHolder("a", "0", null), new LimitHolder("b", "0", null));
        after.Advice.Should().Be("wait until one of the places is free, or raise Scheduling:Limits:PerOwner");
    }

    [Fact]
    public async Task Of_very_many_holders_twenty_are_named()
    {
        _options = options => options.Scheduling.Limits.Total = 25;
        Lists([.. Enumerable.Range(10, 26).Select(number => $"{number}")]);
        await CycleAsync();

        (await WhyAsync("35")).Trace.Single(step => step.StartsWith("the places", StringComparison.Ordinal)).Should()
            .StartWith("the places are held by 10 (waits").And.Contain("29 (").And.NotContain("30 (").And.EndWith(" and 5 more");
    }

    [Fact]
    public async Task A_limit_of_nothing_holds_a_task_and_has_no_holders()
    {
        _options = options => options.Scheduling.BlockedOwners.Add("jdoe");
        Lists("a");

        var why = await WhyAsync("a");

        why.Should().Match<Explanation>(one => one.State == ExplanationState.Held && one.Reason == "limit blocked owners: none may run of 'jdoe'");
        why.Trace.Should().NotContain(step => step.StartsWith("the places", StringComparison.Ordinal));
        why.Holders.Should().BeEmpty();
        why.Advice.Should().Be("take 'jdoe' out of Scheduling:BlockedOwners, if its tasks are to run");
    }

    [Fact]
    public async Task A_task_that_waits_for_room_is_told_its_place_in_the_line()
    {
        _options = options => options.Groups.Single().Depth = 1;
        Lists("a", "b", "c");
        await CycleAsync();

        var why = await WhyAsync("c");

        why.State.Should().Be(ExplanationState.Held);
        why.Reason.Should().Be("as many tasks wait in the queue of group 0 as may, which is 1");
        why.Trace.Should().Contain("it is number 2 of 2 in the line of those that wait for room in the queue of builder group 0");
        why.Decision.Should().BeOfType<Decision.Hold>().Which.Should()
            .Match<Decision.Hold>(hold => hold.Cause == HoldCause.Depth && hold.Limit == new LimitReason("depth", "0", 1, 1));
    }

    [Fact]
    public async Task A_task_that_no_group_takes_is_refused_with_the_reason_and_the_groups_that_there_are()
    {
        _options = options => options.AddGroup("1", "aarch64");
        _listed = [Some.Build("s", "fedora-42-s390x")];

        var why = await WhyAsync("s");

        why.Should().Match<Explanation>(one => one.State == ExplanationState.Refused && one.Reason.Contains("s390x"));
        why.Trace.Should().Contain("the builder groups are 0 (x86_64, source), 1 (aarch64)");
        why.Advice.Should().StartWith("give one of the builder groups what the task needs");
    }

    [Fact]
    public async Task A_malformed_record_is_told_with_what_is_wrong_and_keeps_its_claim()
    {
        Lists("a");
        await CycleAsync();
        _listed = [];
        _malformed = [new MalformedRecord(0, "a", "the chroot is a number"), new MalformedRecord(1, null, "no object")];

        var why = await WhyAsync("a");

        why.Should().Match<Explanation>(one => one.State == ExplanationState.Malformed && one.Reason == "the chroot is a number");
        why.Trace.Should().HaveCount(3).And.Contain(step => step.Contains("at position 1 of 1"))
            .And.Contain("a record that cannot be used counts as listed: its claim stays")
            .And.Contain("record 1 of 2 of the frontend's list has its id, and cannot be used");
    }

    [Fact]
    public async Task A_task_that_is_not_listed_is_told_with_its_claim_or_without()
    {
        Lists("a");
        await CycleAsync();
        Lists();

        var claimed = await WhyAsync("a");
        var nobodys = await WhyAsync("nobody's");

        new[] { claimed.State, nobodys.State }.Should().AllBeEquivalentTo(ExplanationState.Unlisted);
        claimed.Reason.Should().StartWith("the frontend does not list it, but it is queued");
        claimed.Trace[^1].Should().Be("its claim ends when two successive lists do not have it");
        nobodys.Reason.Should().Be("the frontend does not list it, and no builder group has a claim of it");
    }

    [Fact]
    public async Task Of_a_task_that_is_listed_twice_the_first_record_counts()
    {
        Lists("a", "b", "a");

        (await WhyAsync("a")).Trace.Should().Contain("the frontend lists it 2 times, of which the first counts")
            .And.Contain(step => step.StartsWith("the frontend lists it, as record 1 of 3"));
    }

    [Fact]
    public async Task A_task_that_was_given_back_is_due_and_one_without_attempts_left_is_parked()
    {
        _options = options => options.Claims.Attempts = 2;
        Lists("a");
        await CycleAsync();
        await GiveBackAsync();
        var due = await WhyAsync("a");
        await CycleAsync();
        var queued = await WhyAsync("a");
        await GiveBackAsync();
        var doomed = await WhyAsync("a");
        await CycleAsync();
        var parked = await WhyAsync("a");

        due.Should().Match<Explanation>(why => why.State == ExplanationState.Due && why.Reason.Contains("still listed"));
        due.Trace.Should().Contain("its claim in builder group 0 has ended: its worker gave it back");
        due.Reason.Should().Contain("as attempt 2");
        queued.Reason.Should().MatchRegex($"at position 1 of 1, and was put there {Ago} \\(attempt 2\\)$");
        new[] { doomed.State, parked.State }.Should().AllBeEquivalentTo(ExplanationState.Parked);
        doomed.Trace[^1].Should().Be("the next cycle sets it aside");
        parked.Reason.Should().StartWith("it is set aside in builder group 0 after 2 attempts: ").And.Contain("2 times");
    }

    [Fact]
    public async Task A_cancelled_task_is_so_while_its_request_or_its_record_exists()
    {
        Lists("a", "b");
        await CycleAsync();
        _cancels.Request("a");
        var requested = await WhyAsync("a");
        await Leader.ServeCancelRequestsAsync();
        await _cancels.Taken.WaitForCountAsync(1);
        var recorded = await WhyAsync("a");
        Lists("b");
        var gone = recorded;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (gone.State != ExplanationState.Unlisted)
        {
            // Lists that come faster than the interval count as one.
            deadline.Token.ThrowIfCancellationRequested();
            await CycleAsync();
            gone = await WhyAsync("a");
        }

        new[] { requested.State, recorded.State, gone.State }.Should().Equal(ExplanationState.Cancelled, ExplanationState.Cancelled, ExplanationState.Unlisted);
        requested.Trace.Should().Contain(step => step.Contains("at position 1 of 2"));
        requested.Trace[^1].Should().Be("it leaves the queue when the grabber that leads answers the request");
        recorded.Reason.Should().Be("its user has cancelled it: builder group 0 has the record of that");
        recorded.Trace.Should().Contain("its claim in builder group 0 has ended, as its user wished");
        (await WhyAsync("b")).State.Should().Be(ExplanationState.Queued);
    }

    [Fact]
    public async Task A_cancelled_task_that_never_had_a_claim_is_told_so_and_that_its_record_goes()
    {
        _options = options => options.Scheduling.BlockedOwners.Add("jdoe");
        Lists("a");
        await CycleAsync();
        _cancels.Request("a");
        await Leader.ServeCancelRequestsAsync();
        await _cancels.Taken.WaitForCountAsync(1);
        Lists();

        var recorded = await WhyAsync("a");

        recorded.Should().Match<Explanation>(why => why.State == ExplanationState.Cancelled
            && why.Reason == "its user has cancelled it: builder group 0 has the record of that");
        recorded.Trace.Should()
            .Equal("the frontend lists nothing", "no builder group had a claim of it", "that record goes when two successive lists do not have it");
        recorded.Advice.Should().Be("nothing: its record goes by itself");
    }

    [Fact]
    public async Task A_task_is_still_cancelled_after_the_frontend_knows_that_a_worker_without_a_sign_had_it()
    {
        Lists("a");
        await CycleAsync();
        await PopAsync();
        _cancels.Request("a");
        var requested = await WhyAsync("a");
        await Leader.ServeCancelRequestsAsync();
        await _cancels.Taken.WaitForCountAsync(1);
        Lists();

        var answered = await WhyAsync("a");
        Lists("a");
        var again = await WhyAsync("a");

        requested.Trace[^1].Should().Be("it is not handed out again while the frontend lists that");
        answered.Should()
            .Match<Explanation>(why => why.State == ExplanationState.Cancelled && why.Reason.EndsWith("and cannot be told that its user has cancelled it"));
        answered.Trace.Should()
            .Contain("when two successive lists do not have it, no limit counts it; its claim ends when ten lists and 1 min have passed without it");
        answered.Advice.Should().Be("end the build at its worker of builder group 0, if it must not go on");
        again.State.Should().Be(ExplanationState.Taken, "a frontend that lists it again wants it");
    }

    [Fact]
    public async Task A_task_whose_worker_is_told_to_stop_is_cancelled()
    {
        Lists("a");
        await CycleAsync();
        await Worker.TakeAsync("0", Lease, CancellationToken.None);
        _cancels.Request("a");
        await Leader.ServeCancelRequestsAsync();
        await _cancels.Taken.WaitForCountAsync(1);

        (await WhyAsync("a")).Should()
            .Match<Explanation>(why => why.State == ExplanationState.Cancelled && why.Reason.EndsWith("the worker is told that its user has cancelled it"));
    }

    [Fact]
    public async Task A_list_of_cancel_requests_that_cannot_be_had_leaves_the_rest_of_the_answer()
    {
        _cancels.OnFetch = _ => throw new TaskSourceException(TaskSourceFault.Unreachable, "it is away");
        Lists("a");

        (await WhyAsync("a")).Should()
            .Match<Explanation>(why => why.State == ExplanationState.Due && why.Trace.Contains("whether its user has cancelled it is not known: it is away"));
    }

    [Fact]
    public async Task Without_the_builds_list_the_answer_is_unknown_with_the_reason_and_what_the_queues_say()
    {
        Lists("a");
        await CycleAsync();
        var error = new TaskSourceException(TaskSourceFault.Unreachable, "it is away");
        _source.OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.NoNews(error)));
        var noNews = await WhyAsync("a");
        _source.OnFetch = _ => throw new InvalidOperationException("a bug");
        var thrown = await WhyAsync("b");

        noNews.Should()
            .Match<Explanation>(why => why.State == ExplanationState.Unknown && why.Reason == "the frontend's builds list could not be had: it is away");
        noNews.Trace.Should().ContainSingle(step => step.Contains("at position 1 of 1"));
        thrown.Should()
            .Match<Explanation>(why => why.State == ExplanationState.Unknown && why.Reason.EndsWith("a bug") && why.Trace.Count == 0 && why.Advice.Length > 0);
    }

    [Fact]
    public async Task A_question_that_is_taken_back_ends_with_the_cancellation()
    {
        using var stop = new CancellationTokenSource();
        _source.OnFetch = async token =>
        {
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
            throw new InvalidOperationException("nobody asked it to stop");
        };

        await FluentActions.Awaiting(
            () => Process().GetRequiredService<IJobGrabOperator>().ExplainAsync("a", stop.Token)).Should().ThrowAsync<OperationCanceledException>();
    }

    /// <summary>What is said where a lease could be taken, and nobody has.</summary>
    protected virtual string[] NobodyLeads => [];

    protected Action<CoprJobGrabOptions> Options
    {
        set => _options = value;
    }

    protected JobGrabber Leader => (_processes.FirstOrDefault() ?? Process()).GetRequiredService<JobGrabber>();

    protected void Lists(params string[] taskIds) => _listed = [.. taskIds.Select((id, index) => Some.Build(id, "fedora-42-x86_64", index: index))];

    protected Task<CycleReport> CycleAsync() => Leader.RunOnceAsync();

    /// <summary>Asks a process that has just been started.</summary>
    protected Task<Explanation> WhyAsync(string taskId)
    {
        _ = Leader;
        return Process().GetRequiredService<IJobGrabOperator>().ExplainAsync(taskId);
    }

    /// <summary>Gives a process the queues.</summary>
    protected abstract void Connect(ICoprJobGrabBuilder builder);

    /// <summary>A Python worker takes what comes next.</summary>
    protected abstract Task PopAsync();

    private async Task GiveBackAsync() =>
        await Worker.FinishAsync((await Worker.TakeAsync("0", Lease, CancellationToken.None))!, ReleaseReason.Rescheduled, CancellationToken.None);

    /// <summary>Starts a process.</summary>
    protected ServiceProvider Process()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<ITaskSource>(_source);
        services.AddSingleton<ICancelRequests>(_cancels);
        Connect(services.AddCoprJobGrab(options =>
        {
            options.AddGroup("0", "x86_64", "source");
            options.Loop.Interval = TimeSpan.FromMilliseconds(1);
            _options(options);
        }));
        _processes.Add(services.BuildServiceProvider());
        return _processes[^1];
    }
}
