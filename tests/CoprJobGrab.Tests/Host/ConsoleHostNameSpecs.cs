using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>Console hosts of farms with names, on one Redis.</summary>
public sealed class ConsoleHostNameSpecs
{
    [Fact]
    public async Task Two_farms_lead_at_once_on_one_redis_and_an_operator_speaks_to_the_one_that_is_named()
    {
        await using var fedora = Frontend("1-fedora-42-x86_64");
        await using var house = Frontend("1-fedora-42-x86_64");
        await using var redis = await RedisServer.StartAsync();
        await using var first = Start(fedora, redis, "fedora", "f0=x86_64");
        await using var second = ConsoleHost.Start(
            new Dictionary<string, string> { ["COPRJOBGRAB_NAME"] = "house" },
            ["run", "--frontend", $"{house.Url}", "--redis", redis.Address, "--group", "h0=x86_64", "--interval", "0.1", "--json"]);

        await Task.WhenAll(new[] { first, second }.Select(run => run.WaitForLineAsync(line => line.Contains("\"kept\":1", StringComparison.Ordinal))));
        var worker = new RetaskReader(await redis.DatabaseAsync(), "copr-be-f0");
        await worker.DequeueAsync();

        (await AskAsync(redis, "house", "h0=x86_64", "forget", "f0"))
            .Should().Match<Answer>(answer => answer.Code == 1 && answer.Errors.Contains("the known ones are h0"));
        (await AskAsync(redis, "fedora", "f0=x86_64", "forget", "f0")).Output.Should().Contain("forgotten: 1");
        await worker.WaitForLengthAsync(1);
        (await new RetaskReader(await redis.DatabaseAsync(), "copr-be-h0").LengthAsync()).Should().Be(1);
    }

    [Fact]
    public async Task A_group_of_another_farm_ends_the_process_with_one()
    {
        await using var frontend = Frontend("1-fedora-42-x86_64");
        await using var redis = await RedisServer.StartAsync();
        await using var first = Start(frontend, redis, "fedora", "0=x86_64", "--cycles", "1");
        await first.WaitForEndAsync();
        await using var second = Start(frontend, redis, "house", "0=x86_64");

        (await second.WaitForEndAsync()).Should().Be(1, second.Errors);

        second.Errors.Should().Contain("Builder group '0' belongs to grabber 'fedora'");
        (await redis.KeysAsync()).Should().NotContain("cjg:@house:leader");
    }

    [Theory]
    [InlineData("fedora", "", "give --name fedora")]
    [InlineData("fedora", "house", "give --name fedora")]
    [InlineData("", "fedora", "leave --name out")]
    public async Task An_operator_of_another_name_is_refused_the_group_and_is_told_whose_it_is(string owner, string asks, string cure)
    {
        await using var frontend = Frontend("1-fedora-42-x86_64");
        await using var redis = await RedisServer.StartAsync();
        await using var run = Start(frontend, redis, owner, "0=x86_64");
        var worker = new RetaskReader(await redis.DatabaseAsync(), "copr-be-0");
        await worker.WaitForLengthAsync(1);
        await worker.DequeueAsync();

        string[] commands = ["forget 0", "forget --task 1-fedora-42-x86_64", "parked", "parked release 1", "actions", "actions release 1", "actions drop 1"];
        foreach (var command in commands)
        {
            var answer = await AskAsync(redis, asks, "0=x86_64", command.Split(' '));
            answer.Should().BeEquivalentTo(new { Code = 1, Output = "" }, command);
            answer.Errors.Should().StartWith($"Builder group '0' belongs to {Named(owner)}, and this asks as {Named(asks)}: {cure}").And.NotContain("\n");
        }

        var status = await AskAsync(redis, asks, "0=x86_64", "status", "--json");
        status.Should().BeEquivalentTo(new { Code = 1, Output = """{"leader":null,"last_poll":null,"groups":[]}""" });
        status.Errors.Should().Contain(cure);
        (await AskAsync(redis, asks, "", "forget", "0")).Errors.Should().Contain(cure);
        (await redis.KeysAsync()).Should().NotContain(asks.Length == 0 ? "cjg:groups" : $"cjg:@{asks}:groups");
        (await worker.LengthAsync()).Should().Be(0, "nothing was forgotten");
    }

    [Theory]
    [InlineData("a b", "--name: 'a b' is no name of a grabber")]
    [InlineData("fedora", "--task-end-channel is given with --name")]
    public async Task A_name_that_cannot_be_used_is_told_with_the_other_faults(string name, string told)
    {
        await using var run = ConsoleHost.Start(
            "run", "--frontend", "http://127.0.0.1:1", "--redis", "127.0.0.1:1", "--name", name, "--group", "0=x86_64", "--task-end-channel",
            "--interval", "x");

        (await run.WaitForEndAsync()).Should().Be(2, run.Errors);

        run.Errors.Should().ContainAll(told, "--interval is 'x'");
    }

    [Fact]
    public async Task A_file_of_copr_is_read_for_a_farm_with_a_name_too()
    {
        await using var frontend = Frontend("1-fedora-42-x86_64");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"[backend]\nfrontend_base_url={frontend.Url}\nbuild_groups=1\ngroup0_name=PC\ngroup0_archs=x86_64\n");
        await using var run = ConsoleHost.Start("plan", "--copr-be-conf", file, "--name", "fedora", "--redis", "127.0.0.1:1");

        await run.WaitForEndAsync();

        File.Delete(file);
        run.Errors.Should().Contain("127.0.0.1:1").And.NotContain("is missing");
    }

    private static FakeFrontend Frontend(string taskId)
    {
        var frontend = new FakeFrontend();
        frontend.Builds.Add($$"""{"task_id": "{{taskId}}", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""");
        return frontend;
    }

    private static string Named(string name) => name.Length == 0 ? "the grabber without a name" : $"grabber '{name}'";

    private static ProgramRun Start(FakeFrontend frontend, RedisServer redis, string name, string group, params string[] more) => ConsoleHost.Start([
        "run", "--frontend", $"{frontend.Url}", "--redis", redis.Address, .. Given("--name", name), "--group", group, "--interval", "0.1", "--json", .. more
    ]);

    private static string[] Given(string option, string value) => value.Length == 0 ? [] : [option, value];

    private static async Task<Answer> AskAsync(RedisServer redis, string name, string group, params string[] command)
    {
        await using var run = ConsoleHost.Start([.. command, "--redis", redis.Address, .. Given("--name", name), .. Given("--group", group)]);
        var code = await run.WaitForEndAsync();
        return new Answer(code, string.Join('\n', run.Output), run.Errors);
    }

    private sealed record Answer(int Code, string Output, string Errors);
}
