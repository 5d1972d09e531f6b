using CsCheck;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Scheduling;

public sealed class LimitSpecs
{
    private readonly Desk _desk = new();

    public static TheoryData<string, string, string> Kinds => new()
    {
        { "total", "1-x 3-x", "total: 2 of 2 places" },
        { "arch", "1-x 3-x", "arch:x86_64: 1 of 1 places" },
        { "tag", "1-x 3-x", "tag:Power9: 1 of 1 places" },
        { "sandbox", "1-x 3-x", "sandbox: 1 of 1 places of 'jdoe/hello--jdoe'" },
        { "owner", "1-x 3-x", "owner: 1 of 1 places of 'jdoe'" },
        { "project", "1-x 3-x", "project: 1 of 1 places of 'jdoe/hello'" },
        { "arch-owner", "1-x 3-x", "arch-owner:x86_64: 1 of 1 places of 'jdoe'" },
        { "owner-tag", "1-x 3-x", "owner-tag:Power9: 1 of 1 places of 'jdoe'" },
        { "owner-group", "1-x 3-x", "owner-group:0: 1 of 1 places of 'jdoe'" },
        { "user-ssh", "1-x 3-x", "user-ssh: 1 of 1 places of 'jdoe'" },
    };

    /// <summary>Two tasks that every kind of limit counts together, and one that none but the total counts with them.</summary>
    private static BuildTask[] List =>
    [
        Desk.Task("1-x", tags: ["Power9"], ssh: true, sandbox: "jdoe/hello--jdoe"),
        Desk.Task("2-x", tags: ["a", "Power9"], ssh: true, sandbox: "jdoe/hello--jdoe"),
        Desk.Task("3-x", owner: "cecil", arch: "aarch64", sandbox: "cecil/tools--cecil"),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_limit_of_each_kind_holds_what_is_above_it_and_says_which_it_is(string kind, string pushed, string reason)
    {
        _desk.Limit(options => Set(options.Limits, kind, kind == "total" ? 2 : 1));

        var plan = _desk.Poll(kind == "sandbox" ? [.. List.Select(task => Desk.Task(task.TaskId, task.Details.ProjectOwner!))] : List);

        Desk.Pushed(plan).Should().BeEquivalentTo(pushed.Split(' '));
        plan.Tasks.Select(planned => planned.Decision).OfType<Decision.Hold>().Should().ContainSingle().Which.Reason.Should().StartWith($"limit {reason}");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_limit_of_0_lets_none_of_its_kind_in_and_costs_no_other(string kind, string pushed, string reason)
    {
        _ = (pushed, reason);
        _desk.Limit(options => Set(options.Limits, kind, 0));

        var expected = kind is "sandbox" or "owner" or "project" or "total" or "owner-group" ? "" : "3-x";
        string.Join(' ', Desk.Pushed(_desk.Poll(List))).Should().Be(expected);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_task_without_the_key_of_a_limit_is_not_counted_by_it(string kind, string pushed, string reason)
    {
        _ = (pushed, reason);
        _desk.Limit(options => Set(options.Limits, kind, 0));

        Desk.Pushed(_desk.Poll(BuildTask.Parse("""{"task_id": 7, "chroot": null, "tags": null}"""u8.ToArray()))).Should().Equal(kind == "total" ? [] : ["7"]);
    }

    [Fact]
    public void A_blocked_owner_gets_nothing_and_others_everything()
    {
        _desk.Limit(options => options.BlockedOwners.Add("@cvrt"));

        var plan = _desk.Poll(Desk.Task("1-x", "@cvrt"), Desk.Task("2-x", "cvrt"));

        Desk.Pushed(plan).Should().Equal("2-x");
        Desk.Why(plan, "1-x").Should().Be("limit blocked owners: none may run of '@cvrt'");
    }

    [Fact]
    public void An_owner_has_as_many_builds_in_a_group_as_the_limit_says_and_not_one_more()
    {
        _desk.Limit(options => options.Limits.PerOwnerOfGroup["0"] = 2);

        var plan = _desk.Poll(
            [.. Enumerable.Range(0, 4).Select(number => Desk.Task($"{number}-x")), Desk.Task("9-x", arch: "s390x"), Desk.Task("8-x", owner: "cecil")]);

        Desk.Pushed(plan).Should().BeEquivalentTo("0-x", "1-x", "9-x", "8-x");
    }

    [Theory]
    [InlineData(ClaimState.Waiting, true)]
    [InlineData(ClaimState.Silent, true)]
    [InlineData(ClaimState.Leased, true)]
    [InlineData(ClaimState.Released, false)]
    [InlineData(ClaimState.Parked, false)]
    public void Claims_are_counted_and_not_listings(ClaimState standing, bool counts)
    {
        _desk.Poll(Desk.Task("1-x"));
        _desk.Stand("1-x", standing);
        _desk.Limit(options => options.Limits.PerOwner = 1);

        // The claimed one is not listed.
        Desk.Pushed(_desk.Poll(Desk.Task("2-x"))).Should().Equal(counts ? [] : ["2-x"]);
    }

    [Fact]
    public void A_task_that_was_given_back_needs_a_place_again_and_is_held_without_one()
    {
        _desk.Limit(options => options.Limits.PerOwner = 1);
        _desk.Poll(Desk.Task("1-x"));
        _desk.Take("1-x");
        _desk.Release("1-x", ReleaseReason.Rescheduled);
        _desk.Poll(Desk.Task("2-x"));

        var plan = _desk.Poll(Desk.Task("1-x"), Desk.Task("2-x"));

        Desk.Why(plan, "1-x").Should().Be("limit owner: 1 of 1 places of 'jdoe' are taken");
        _desk.End("2-x");
        _desk.Poll(Desk.Task("1-x")).Groups.Should().ContainSingle().Which.Requeue.Should().ContainSingle();
    }

    [Fact]
    public void A_lowered_limit_takes_effect_without_ending_anything()
    {
        var list = Enumerable.Range(0, 5).Select(number => Desk.Task($"{number}-x")).ToList();
        _desk.Poll(list.Take(4));
        _desk.Limit(options => options.Limits.PerOwner = 2);

        var plan = _desk.Poll(list);

        plan.Groups.Should().BeEmpty();
        Desk.Why(plan, "4-x").Should().Be("limit owner: 4 of 2 places of 'jdoe' are taken");
        _desk.End("0-x");
        _desk.End("1-x");
        Desk.Pushed(_desk.Poll(list.Skip(2))).Should().BeEmpty();
        _desk.End("2-x");
        Desk.Pushed(_desk.Poll(list.Skip(3))).Should().Equal("4-x");
    }

    [Fact]
    public void Made_up_sandboxes_of_a_project_are_counted_as_one()
    {
        _desk.Limit(options => options.Limits.PerSandbox = 2);

        var plan = _desk.Poll(
            Desk.Task("1-x", sandbox: $"jdoe/hello--{Guid.NewGuid()}"), Desk.Task("2-x", ssh: true, sandbox: $"jdoe/hello--{Guid.NewGuid()}"),
            Desk.Task("3-x", sandbox: $"jdoe/hello--{Guid.NewGuid()}"),
            Desk.Task("4-x", sandbox: $"jdoe/other--{Guid.NewGuid()}"), Desk.Task("5-x", sandbox: "jdoe/hello--jdoe"));

        Desk.Pushed(plan).Should().BeEquivalentTo("1-x", "2-x", "4-x", "5-x");
    }

    [Fact]
    public void A_limit_of_the_hosts_own_is_kept_in_the_claim_and_counts_when_its_task_is_not_listed()
    {
        _desk.Limit(_ => { }, new HostScheduling(null, null, [new HostLimit("licence", task => task.TaskId.Length > 3 ? "expensive" : null, 1)]));
        _desk.Poll(Desk.Task("1-long"));

        var plan = _desk.Poll(Desk.Task("2-long"), Desk.Task("3-x"));

        _desk.Claims["1-long"].Limits.Own.Should().Equal(new Dictionary<string, string> { ["licence"] = "expensive" });
        Desk.Pushed(plan).Should().Equal("3-x");
        Desk.Why(plan, "2-long").Should().Be("limit licence: 1 of 1 places of 'expensive' are taken");
    }

    [Fact]
    public void A_limit_of_the_hosts_own_that_failed_once_is_asked_again_at_the_next_poll()
    {
        var isReachable = false;
        _desk.Limit(_ => { }, new HostScheduling(null, null, [new HostLimit("licence", _ => isReachable ? "a" : throw new TimeoutException("no answer"), 1)]));
        Desk.Why(_desk.Poll(Desk.Task("1-x")), "1-x").Should().Contain("no answer");

        isReachable = true;

        Desk.Pushed(_desk.Poll(Desk.Task("1-x"))).Should().Equal("1-x");
        Desk.Why(_desk.Poll(Desk.Task("1-x"), Desk.Task("2-x")), "2-x").Should().Be("limit licence: 1 of 1 places of 'a' are taken");
    }

    [Fact]
    public void Keys_that_differ_in_one_thing_alone_have_hashes_that_differ()
    {
        var keys = Enumerable.Range(0, 1000).Select(number => $"{number}").SelectMany(text => new LimitKeys[]
        {
            new() { Project = text },
            new() { Tags = [text] },
            new() { Own = new Dictionary<string, string> { ["licence"] = text } },
        });

        keys.Select(LimitKeysComparer.Instance.GetHashCode).Distinct().Should()
            .HaveCountGreaterThan(2900, "a list of a hundred thousand of them is looked up in one table");
    }

    [Fact]
    public void Own_keys_in_another_order_are_the_same_keys_with_the_same_hash()
    {
        var one = new LimitKeys { Own = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" } };
        var other = new LimitKeys { Own = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" } };

        LimitKeysComparer.Instance.Equals(one, other).Should().BeTrue();
        LimitKeysComparer.Instance.GetHashCode(one).Should().Be(LimitKeysComparer.Instance.GetHashCode(other));
    }

    [Theory]
    [InlineData("jdoe/hello--")]
    [InlineData("jdoe/hello--user")]
    public void Sandboxes_that_are_made_up_anew_at_every_poll_are_not_remembered_for_ever(string beginning)
    {
        var book = new TaskCache();
        var profiles = 0;
        for (var poll = 0; poll < 10_000; poll++)
        {
            book.Begin(SchedulingRules.None);
            var task = Desk.Task("1-x", sandbox: $"{beginning}{Guid.NewGuid()}");
            var facts = book.Find(task.TaskId);
            book.See(facts, task, null);
            profiles = Math.Max(profiles, facts.Profile!.Book.Profiles);
        }

        profiles.Should().BeLessThan(2_000);
    }

    [Fact]
    public void A_cancelled_task_is_held_whatever_room_there_is()
    {
        _desk.Cancelled.Add("1-x");

        Desk.Why(_desk.Poll(Desk.Task("1-x")), "1-x").Should().Be("its user has cancelled it");
    }

    [Fact]
    public void No_limit_is_exceeded_at_any_instant_and_no_place_is_left_empty_for_any_schedule() =>
        LimitSchedule.Generator.Sample(schedule => new LimitSchedule(schedule).Run(), iter: Math.Min(20 * Check.Iter, 200_000));

    private static void Set(LimitOptions limits, string kind, int most)
    {
        switch (kind)
        {
            case "total": limits.Total = most; break;
            case "arch": limits.Architectures["x86_64"] = most; break;
            case "tag": limits.Tags["Power9"] = most; break;
            case "sandbox": limits.PerSandbox = most; break;
            case "owner": limits.PerOwner = most; break;
            case "project": limits.PerProject = most; break;
            case "arch-owner": limits.PerOwnerOfArchitecture["x86_64"] = most; break;
            case "owner-tag": limits.PerOwnerOfTag["Power9"] = most; break;
            case "owner-group": limits.PerOwnerOfGroup["0"] = most; break;
            case "user-ssh": limits.UserSshPerOwner = most; break;
            default: throw new ArgumentOutOfRangeException(nameof(kind), kind, null);
        }
    }
}
