using System.Text;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Sources;

/// <summary>Records that cannot be used cost no other record, in both protocols, over a real socket.</summary>
public sealed class BadRecordSpecs
{
    public static TheoryData<FrontendProtocol, string, string> Broken
    {
        get
        {
            (string Json, string Reason)[] records =
            [
                ("7", "the record is the number 7, not an object"),
                ("\"7\"", "the record is the string \"7\", not an object"),
                ("null", "the record is null, not an object"),
                ("true", "the record is true, not an object"),
                ("[]", "the record is a list, not an object"),
                ("{}", "the record has no `task_id`"),
                ("""{"chroot": null}""", "the record has no `task_id`"),
                ("""{"task_id": null, "chroot": null}""", "`task_id` is null, not a string or a number"),
                ("""{"task_id": [1], "chroot": null}""", "`task_id` is a list, not a string or a number"),
                ("""{"task_id": {"a": 1}, "chroot": null}""", "`task_id` is an object, not a string or a number"),
                ("""{"task_id": true, "chroot": null}""", "`task_id` is true, not a string or a number"),
                ("""{"task_id": "9"}""", "the record has no `chroot`"),
                ("""{"task_id": "9", "chroot": 5}""", "`chroot` is the number 5, not a string or null"),
                ("""{"task_id": "9", "chroot": []}""", "`chroot` is a list, not a string or null"),
                ("""{"task_id": "9", "chroot": "fedora"}""", "`chroot` is \"fedora\", which does not end in an architecture (release-version-arch)"),
                ("""{"task_id": "9", "chroot": "a-b"}""", "`chroot` is \"a-b\", which does not end in an architecture (release-version-arch)"),
            ];
            var data = new TheoryData<FrontendProtocol, string, string>();
            foreach (var (json, reason) in records)
            {
                data.Add(FrontendProtocol.Pending, json, reason);
                data.Add(FrontendProtocol.Waiting, json, reason);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_broken_record_is_malformed_with_its_place_and_the_reason_and_its_neighbours_survive(
        FrontendProtocol protocol, string json, string reason)
    {
        await using var http = new HttpHarness(protocol);
        http.Frontend.Builds.Add(HttpHarness.Good, json, """{"task_id": "8", "chroot": null}""");
        var snapshot = await http.FetchAsync();

        snapshot.Tasks.Select(task => task.TaskId).Should().Equal(HttpHarness.GoodId, "8");
        snapshot.Tasks.Select(task => task.Index).Should().Equal(0, 2);
        snapshot.MalformedTasks.Should().ContainSingle().Which.Should()
            .Be(new MalformedRecord(1, json.Contains("\"9\"", StringComparison.Ordinal) ? "9" : null, reason));
    }

    public static TheoryData<string, string, string?> Sound => new()
    {
        { """{"task_id": 7, "chroot": "fedora-20-x86_64"}""", "7", "x86_64" },
        { """{"task_id": "7", "chroot": ""}""", "7", null },
        { """{"task_id": "7", "chroot": null}""", "7", null },
        { """{"task_id": "7", "chroot": "opensuse-leap-tumble-weed-x86_64"}""", "7", "x86_64" },
        { """{"task_id": "7", "chroot": "fedora-42-z80"}""", "7", "z80" },
        { """{"task_id": "a b\"{}:\n'", "chroot": null, "project_owner": "o \"p\" {}:\nq"}""", "a b\"{}:\n'", null },
        { """{"task_id": "a\ud800b", "chroot": null, "x\udfff": "\ud800"}""", "a\ud800b", null },
        { """{"t\ud800": 1, "chroot\ud800": 5, "task_id": "7", "chroot": null}""", "7", null },
        { """{"t\u0061sk_id": "7", "chr\u006fot": "fedora-42-s390x"}""", "7", "s390x" },
        { """{"task_id": "6", "chroot": "fedora", "task_id": "7", "chroot": null}""", "7", null },
        { $$"""{"task_id": "{{new string('i', 300)}}", "chroot": null, "project_owner": "{{new string('o', 300)}}"}""", new string('i', 300), null },
    };

    [Theory]
    [MemberData(nameof(Sound))]
    public async Task An_odd_but_sound_record_is_kept_as_it_came(string json, string taskId, string? architecture)
    {
        await using var http = new HttpHarness();
        http.Frontend.Builds.Add(json);
        var snapshot = await http.FetchAsync();

        var task = snapshot.Tasks.Should().ContainSingle().Subject;
        task.TaskId.Should().Be(taskId);
        task.Architecture.Should().Be(architecture);
        Encoding.UTF8.GetString(task.Json.Span).Should().Be(json);
        task.Details.Should().NotBeNull();
    }

    [Fact]
    public async Task Equal_ids_in_one_answer_are_both_listed_in_the_frontend_s_order()
    {
        await using var http = new HttpHarness();
        http.Frontend.Builds.Add("""{"task_id": 7, "chroot": null}""", """{"task_id": "7", "chroot": null}""");
        var snapshot = await http.FetchAsync();

        snapshot.Tasks.Select(task => task.TaskId).Should().Equal("7", "7");
    }

    [Theory]
    [InlineData(511, true, "x")]
    [InlineData(512, false, "x")]
    [InlineData(100_000, false, "x")]
    [InlineData(511, true, "tags")]
    [InlineData(512, false, "tags")]
    [InlineData(100_000, false, "tags")]
    public async Task A_record_that_is_nested_too_deep_costs_no_other(int levels, bool sound, string member)
    {
        await using var http = new HttpHarness();
        var nested = new string('[', levels) + new string(']', levels);
        http.Frontend.Builds.Add($$"""{"task_id": "7", "chroot": null, "{{member}}": {{nested}}}""", HttpHarness.Good);
        var snapshot = await http.FetchAsync();

        snapshot.Tasks.Select(task => task.TaskId).Should().Equal(sound ? ["7", HttpHarness.GoodId] : [HttpHarness.GoodId]);
        snapshot.Tasks.Should().AllSatisfy(task => task.Details.Should().NotBeNull());
        if (!sound)
        {
            snapshot.MalformedTasks.Should().ContainSingle().Which.Should()
                .Be(new MalformedRecord(0, "7", $"the record is nested {levels + 1} levels deep; 512 are allowed"));
        }
    }

    [Fact]
    public async Task A_depth_that_hides_in_a_doubled_member_is_found_too()
    {
        await using var http = new HttpHarness();
        http.Frontend.Builds.Add($$"""{"task_id": {{new string('[', 600)}}{{new string(']', 600)}}, "task_id": "7", "chroot": null}""");
        var snapshot = await http.FetchAsync();

        snapshot.MalformedTasks.Should().ContainSingle().Which.TaskId.Should().Be("7");
    }

    [Fact]
    public async Task A_string_of_ten_megabytes_is_passed_on()
    {
        await using var http = new HttpHarness();
        http.Frontend.Builds.Add($$"""{"task_id": "7", "chroot": null, "pkgs": "{{new string('x', 10_000_000)}}"}""", HttpHarness.Good);
        var snapshot = await http.FetchAsync();

        snapshot.Tasks.Should().HaveCount(2);
        snapshot.Tasks[0].Json.Length.Should().BeGreaterThan(10_000_000);
    }

    [Theory]
    [InlineData("""{"actions": []}""", "the answer has no `builds`")]
    [InlineData("""{"builds": null, "actions": []}""", "`builds` is null, not a list")]
    [InlineData("""{"builds": {"a": [1]}, "actions": []}""", "`builds` is an object, not a list")]
    [InlineData("""{"builds": "none", "actions": []}""", "`builds` is the string \"none\", not a list")]
    [InlineData("""{"builds": [], "builds": 5}""", "`builds` is the number 5, not a list")]
    [InlineData("[]", "the answer is a list, not an object with `builds` and `actions`")]
    public async Task A_2014_answer_without_a_builds_list_is_a_failed_fetch(string body, string happened)
    {
        await using var http = new HttpHarness(FrontendProtocol.Waiting);
        http.Frontend.On("waiting/", FakeAnswer.Json(body));
        var fault = await http.FailAsync();

        fault.Fault.Should().Be(TaskSourceFault.WrongShape);
        fault.Message.Should().Be(
            $"Error retrieving jobs from {http.Frontend.Url}backend/waiting/: {happened}. See whether Frontend:Protocol is what this frontend speaks.");
    }

    [Fact]
    public async Task Today_s_list_must_be_a_bare_list()
    {
        await using var http = new HttpHarness();
        http.Frontend.On("pending-jobs/", FakeAnswer.Json("""{"builds": [], "actions": []}"""));

        (await http.FailAsync()).Message.Should().Contain("the answer is an object, not a list of build tasks");
    }

    [Fact]
    public async Task Of_two_builds_lists_in_one_answer_the_last_counts()
    {
        await using var http = new HttpHarness(FrontendProtocol.Waiting);
        http.Frontend.On(
            "waiting/",
            FakeAnswer.Json($$"""{"builds": [{"task_id": "1", "chroot": null}, 5], "actions": null, "builds": [{{HttpHarness.Good}}], "actions": []}"""));
        var snapshot = await http.FetchAsync();

        snapshot.Tasks.Select(task => task.TaskId).Should().Equal(HttpHarness.GoodId);
        snapshot.MalformedTasks.Should().BeEmpty();
        snapshot.Actions.Should().BeOfType<Listing<ActionListing>.Complete>();
    }

    [Theory]
    [InlineData("-0", "0")]
    [InlineData("1e2", "100.0")]
    [InlineData("100.0", "100.0")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    public void A_number_is_the_id_that_Python_writes_into_the_envelope(string number, string id) =>
        BuildTask.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"task_id": {{number}}, "chroot": null}""")).TaskId.Should().Be(id);

    [Fact]
    public void A_record_that_is_too_large_for_any_envelope_is_malformed()
    {
        var json = System.Text.Encoding.UTF8.GetBytes($$"""{"task_id": "7", "chroot": null, "x": "{{new string('x', BuildRecordReader.MaxBytes)}}"}""");

        FluentActions.Invoking(() => BuildTask.Parse(json)).Should().Throw<FormatException>().WithMessage("the record has 671089*bytes; 67108864 are allowed");
    }

    [Fact]
    public async Task Millions_of_records_without_an_id_are_counted_in_little_memory_and_those_with_an_id_are_all_kept()
    {
        const int count = 2_000_000;
        await using var http = new HttpHarness();
        http.Frontend.On("pending-jobs/", FakeAnswer.Json($$"""[{{string.Concat(Enumerable.Repeat("0,", count))}}{"task_id": "7"}]"""));
        var snapshot = await http.FetchAsync();

        snapshot.MalformedTasks.Count.Should().Be(count + 1);
        snapshot.MalformedTasks.Should().HaveCount(count + 1);
        var kept = snapshot.MalformedTasks.Distinct(ReferenceEqualityComparer.Instance).Cast<MalformedRecord>().ToList();
        kept.Should().HaveCount(MalformedRecords.MostWithoutId + 2);
        kept.Should().ContainSingle(record => record.TaskId == "7").Which.Index.Should().Be(count);
        snapshot.MalformedTasks[^1].Should().BeSameAs(kept[^1]).And.Match<MalformedRecord>(record => record.Index == MalformedRecords.MostWithoutId);
    }
}
