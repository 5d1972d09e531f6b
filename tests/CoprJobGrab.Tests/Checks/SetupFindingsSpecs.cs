using System.Text;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Checks;

public sealed class SetupFindingsSpecs
{
    private static readonly RedisFacts Sound = new("redis:6379", "7.0.15", "noeviction", 0, AppendsOnly: true);

    [Fact]
    public void A_sound_redis_has_no_finding() => SetupFindings.OfRedis(Sound).Should().BeEmpty();

    [Fact]
    public void An_eviction_policy_is_told_with_the_limit_and_the_cure() =>
        SetupFindings.OfRedis(Sound with { Policy = "allkeys-lru", MaxMemory = 1048576 }).Should().ContainSingle()
            .Which.Should().ContainAll("redis:6379", "allkeys-lru", "1048576 bytes", "Set maxmemory-policy to noeviction");

    [Fact]
    public void An_eviction_policy_without_a_limit_is_told_as_not_harmful_yet() =>
        SetupFindings.OfRedis(Sound with { Policy = "volatile-ttl" }).Should().ContainSingle().Which.Should()
            .ContainAll("volatile-ttl", "no maxmemory", "noeviction");

    [Theory]
    [InlineData("", "keeps nothing on disk")]
    [InlineData("900 1", "save is '900 1'", "older picture")]
    [InlineData(null, "appendonly is no")]
    public void A_redis_without_an_append_only_file_is_told_with_what_it_keeps_instead(string? save, params string[] said) =>
        SetupFindings.OfRedis(Sound with { AppendsOnly = false, Save = save }).Should().ContainSingle().Which.Should()
            .ContainAll([.. said, "Set appendonly to yes"]);

    [Theory]
    [InlineData("6.0.20", 1)]
    [InlineData("6.2.0", 0)]
    [InlineData("255.255.255", 0)]
    [InlineData(null, 0)]
    [InlineData("unknown", 0)]
    public void A_redis_older_than_6_2_is_told(string? version, int findings) =>
        SetupFindings.OfRedis(Sound with { Version = version }).Should().HaveCount(findings);

    [Fact]
    public void What_redis_says_about_itself_is_read_from_info() =>
        RedisFacts.Read(
            "r:1", "# Server\r\nredis_version:6.2.1\r\n\r\n# Memory\r\nmaxmemory:100\r\nmaxmemory_policy:allkeys-lfu\r\n# Persistence\r\naof_enabled:0\r\n")
            .Should().Be(new RedisFacts("r:1", "6.2.1", "allkeys-lfu", 100, false));

    [Fact]
    public void What_redis_does_not_say_is_no_finding() => SetupFindings.OfRedis(RedisFacts.Read("r:1", "")).Should().BeEmpty();

    [Fact]
    public void An_interval_longer_than_the_lease_is_told_and_one_as_long_is_not()
    {
        SetupFindings.OfLease(TimeSpan.FromSeconds(31), TimeSpan.FromSeconds(30)).Should().ContainSingle().Which.Should().ContainAll("is 31 s", "is 30 s");
        SetupFindings.OfLease(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)).Should().BeEmpty();
    }

    [Fact]
    public void A_timeout_longer_than_the_patience_is_told_and_one_as_long_is_not()
    {
        SetupFindings.OfVisibilityTimeout(TimeSpan.FromHours(1), "7", 3601).Should().ContainSingle().Which.Should().ContainAll("task 7", "3601 s", "is 1 h:");
        SetupFindings.OfVisibilityTimeout(TimeSpan.FromHours(1), "7", 3600).Should().BeEmpty();
    }

    [Fact]
    public void The_longest_timeout_is_found_among_tasks_that_have_one()
    {
        BuildTask[] tasks =
        [
            Task(1, ""), Task(2, ", \"timeout\": 500"), Task(3, ", \"timeout\" : 18000"), Task(4, ", \"timeout\":null"), Task(5, ", \"timeout\": 300")
        ];

        var longest = LongestTimeout.Of(tasks);

        longest!.Value.Task.TaskId.Should().Be("3");
        longest.Value.Seconds.Should().Be(18000);
        LongestTimeout.Of([tasks[0], tasks[3]]).Should().BeNull();
    }

    [Fact]
    public void A_timeout_within_a_text_or_another_member_does_not_count()
    {
        BuildTask[] tasks = [Task(1, """, "note": "\"timeout\": 99999" """), Task(2, """, "other": {"timeout": 88888}"""), Task(3, ", \"timeout\": 60")];

        LongestTimeout.Of(tasks)!.Value.Seconds.Should().Be(60);
    }

    private static BuildTask Task(int id, string members) =>
        BuildTask.Parse(Encoding.UTF8.GetBytes($$"""{"task_id": {{id}}, "chroot": "fedora-42-x86_64"{{members}}}"""));
}
