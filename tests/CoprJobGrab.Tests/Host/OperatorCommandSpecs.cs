using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The operator's commands, beside a console host that runs on the same Redis.</summary>
public sealed class OperatorCommandSpecs
{
    private const string TaskId = "1-fedora-42-x86_64";
    private const string SomeBuild = $$"""{"task_id": "{{TaskId}}", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""";

    [Fact]
    public async Task A_task_that_is_parked_is_shown_and_comes_again_when_it_is_released()
    {
        await using var frontend = new FakeFrontend();
        frontend.Builds.Add(SomeBuild);
        await using var redis = await RedisServer.StartAsync();
        var worker = new RetaskReader(await redis.DatabaseAsync(), "copr-be-0");
        await using var run = Run(frontend, redis, "--start-patience", "1", "--attempts", "1", "--release-rule", "when-unlisted", "--run-patience", "1");
        await worker.WaitForLengthAsync(1);
        await worker.DequeueAsync();
        await run.WaitForLineAsync(line => line.Contains("1 parked"));

        var (listed, json) = (await AskAsync(redis, "parked"), await AnswerAsync("parked", "--json", "--redis", redis.Address));
        var wrong = await AskAsync(redis, "parked", "release", "another");
        var right = await AskAsync(redis, "parked", "release", TaskId);
        await worker.WaitForLengthAsync(1);
        var again = await worker.DequeueAsync();

        listed.Should().Match<Answer>(answer => answer.Code == 0 && answer.Output.Contains(TaskId) && answer.Output.Contains("1 times"));
        json.Output.Should().StartWith($$"""{"task_id":"{{TaskId}}","queue":"copr-be-0","attempts":1,"reason":"it was handed out 1 times""");
        wrong.Should().BeEquivalentTo(new { Code = 1, Output = "" });
        wrong.Errors.Should().Contain("another is not parked");
        right.Code.Should().Be(0, right.Errors);
        again!.Value.GetProperty("task_id").GetString().Should().Be(TaskId);
        await run.WaitForLineAsync(line => line.Contains("1 requeued"));
        run.Errors.Should().Contain($"Task {TaskId} is parked");
    }

    [Fact]
    public async Task What_a_lost_worker_had_comes_again_at_once_when_the_group_is_forgotten()
    {
        await using var frontend = new FakeFrontend();
        frontend.Builds.Add(SomeBuild);
        await using var redis = await RedisServer.StartAsync();
        var worker = new RetaskReader(await redis.DatabaseAsync(), "copr-be-0");
        await using var run = Run(frontend, redis);
        await worker.WaitForLengthAsync(1);
        await worker.DequeueAsync();

        var unknown = await AskAsync(redis, "forget", "7");
        var (dry, dryTask) = (await AskAsync(redis, "forget", "0", "--dry-run"), await AskAsync(redis, "forget", "--task", TaskId, "--dry-run"));
        var forgotten = await AnswerAsync("forget", "0", "--redis", redis.Address);
        await worker.WaitForLengthAsync(1);

        unknown.Should().Match<Answer>(answer => answer.Code == 1 && answer.Errors.Contains("'7'"));
        dry.Should().BeEquivalentTo(
            new { Code = 0, Output = "Taken tasks of group 0 that would be forgotten: 1; what is listed of them would be handed out again." });
        dryTask.Should().BeEquivalentTo(new { Code = 0, Output = $"Task {TaskId} would be forgotten; if it is listed, it would be handed out again." });
        forgotten.Should().Match<Answer>(answer => answer.Code == 0 && answer.Output.Contains("forgotten: 1"));
        (await AskAsync(redis, "forget", "0")).Output.Should().Contain("nothing to forget");
    }

    [Fact]
    public async Task One_task_is_forgotten_alone()
    {
        await using var frontend = new FakeFrontend();
        frontend.Builds.Add(
            Enumerable.Range(1, 2).Select(
                number => $$"""{"task_id": "{{number}}-fedora-42-x86_64", "build_id": {{number}}, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}"""));
        await using var redis = await RedisServer.StartAsync();
        var worker = new RetaskReader(await redis.DatabaseAsync(), "copr-be-0");
        await using var run = Run(frontend, redis);
        await worker.WaitForLengthAsync(2);
        await worker.DrainAsync();

        var forgotten = await AskAsync(redis, "forget", "--task", "2-fedora-42-x86_64");

        forgotten.Should().BeEquivalentTo(
            new { Code = 0, Output = "Task 2-fedora-42-x86_64 is forgotten; if it is listed, the grabber that leads hands it out again in its next cycle." });
        await worker.WaitForLengthAsync(1);
        (await AskAsync(redis, "forget", "--task", "2-fedora-42-x86_64")).Output.Should()
            .Be("Task 2-fedora-42-x86_64 is not with a worker that gives no sign; there is nothing to forget.");
    }

    [Theory]
    [InlineData()]
    [InlineData("0", "--task", "a")]
    public async Task What_is_to_be_forgotten_is_a_group_or_a_task(params string[] what)
    {
        await using var run = ConsoleHost.Start(["forget", .. what, "--redis", "localhost", "--group", "0=x86_64"]);

        (await run.WaitForEndAsync()).Should().Be(2, run.Errors);

        run.Errors.Should().Contain("Say either GROUP");
    }

    [Fact]
    public async Task A_mistyped_group_is_refused_with_the_known_ones_and_leaves_nothing_in_redis()
    {
        await using var frontend = new FakeFrontend();
        await using var redis = await RedisServer.StartAsync();
        await using var run = Run(frontend, redis);
        await run.WaitForLineAsync(line => line.Contains(" 0 listed"));

        var forgotten = await AskAsync(redis, "forget", "7", "--group", "7=s390x");

        forgotten.Should().BeEquivalentTo(new { Code = 1, Output = "" });
        forgotten.Errors.Should().Contain("'7'").And.Contain("the known ones are 0");
        (await redis.KeysAsync()).Should().NotContain(key => key.Contains("copr-be-7"));
    }

    [Fact]
    public async Task A_group_that_cannot_be_observed_is_named_and_the_others_are_shown()
    {
        await using var frontend = new FakeFrontend();
        await using var redis = await RedisServer.StartAsync();
        await using var run = Run(frontend, redis, "--group", "1=aarch64");
        await run.WaitForLineAsync(line => line.Contains(" 0 listed"));
        await (await redis.DatabaseAsync()).StringSetAsync("cjg:{retaskqueue-copr-be-1}:marks", "something else");

        var parked = await AskAsync(redis, "parked");

        parked.Should().BeEquivalentTo(new { Code = 1, Output = "Nothing is parked in the groups that could be observed." });
        parked.Errors.Should().Contain("What is parked in group 1 is not known: ").And.Contain("WRONGTYPE");
    }

    [Theory]
    [InlineData("parked")]
    [InlineData("parked", "release", "a")]
    [InlineData("forget", "0")]
    [InlineData("forget", "--task", "a")]
    [InlineData("actions")]
    [InlineData("actions", "tell", "1")]
    [InlineData("actions", "run", "1")]
    public async Task Without_a_redis_nothing_is_asked_and_a_group_is_not_asked_for(params string[] command)
    {
        await using var run = ConsoleHost.Start([.. command, "--surprise"]);

        (await run.WaitForEndAsync()).Should().Be(2, run.Errors);

        run.Errors.Should().ContainAll("--redis is missing", "--surprise").And.NotContainAny("--frontend", "--group is missing");
    }

    [Fact]
    public async Task A_redis_that_is_away_is_told_in_one_line()
    {
        await using var redis = RedisServer.Prepare();

        var parked = await AskAsync(redis, "parked");

        parked.Code.Should().Be(1, parked.Errors);
        parked.Errors.Should().Contain(redis.Address).And.NotContain("\n");
    }

    private static ProgramRun Run(FakeFrontend frontend, RedisServer redis, params string[] more) =>
        ConsoleHost.Start([
            "run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--redis", redis.Address,
            .. more.Contains("--interval") ? [] : new[] { "--interval", "0.1" }, .. more
        ]);

    private static Task<Answer> AskAsync(RedisServer redis, params string[] command) =>
        AnswerAsync([.. command, "--redis", redis.Address, "--group", "0=x86_64"]);

    private static async Task<Answer> AnswerAsync(params string[] words)
    {
        await using var run = ConsoleHost.Start(words);
        var code = await run.WaitForEndAsync();
        return new Answer(code, string.Join('\n', run.Output), run.Errors);
    }

    private sealed record Answer(int Code, string Output, string Errors);
}
