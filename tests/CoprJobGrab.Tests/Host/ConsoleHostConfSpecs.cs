using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Configuration;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The console host with Copr's own file, and its options of scheduling.</summary>
public sealed class ConsoleHostConfSpecs
{
    private const string SomeBuild = """{"task_id": "1-fedora-42-x86_64", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""";

    [Fact]
    public async Task A_file_alone_is_enough_to_run()
    {
        await using var frontend = new FakeFrontend { Password = "s3cret" };
        frontend.Builds.Add(SomeBuild);
        await using var redis = await RedisServer.StartAsync();
        using var folder = new ConfFolder(
            $"[backend]\nfrontend_base_url = {frontend.Url}\nfrontend_auth = s3cret\nredis_host = 127.0.0.1\nredis_port = {redis.Port}\nredis_db = "
                + "4\nsleeptime = 1\ndestdir = /x\n");
        await using var run = ConsoleHost.Start("run", "--copr-be-conf", folder.File, "--cycles", "1", "--json");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        run.Output.Should().ContainSingle().Which.Should().Contain("\"enqueued\":1");
        (await redis.CommandAsync("-n", "4", "LLEN", "retaskqueue-copr-be-0")).Trim().Should().Be("1");
        run.Errors.Should().Contain("Copr's defaults apply: builds_max_workers = 60").And.Contain("have no effect here: destdir").And.NotContain("s3cret")
            .And.NotContain("in memory");
    }

    [Fact]
    public async Task Options_go_before_the_file()
    {
        await using var frontend = new FakeFrontend { Password = "other" };
        frontend.Builds.Add(SomeBuild);
        await using var redis = await RedisServer.StartAsync();
        using var folder = new ConfFolder(
            "[backend]\nfrontend_base_url = http://127.0.0.1:1\nfrontend_auth = s3cret\nredis_port = 1\nredis_db = 4\nredis_password = hunter2\n");
        await using var run = ConsoleHost.Start(
            new Dictionary<string, string> { ["COPR_FRONTEND_PASSWORD"] = "other" },
            "run", "--copr-be-conf", folder.File, "--frontend", $"{frontend.Url}", "--group", "pc=x86_64", "--redis", redis.Address, "--cycles", "1", "--json");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        run.Output.Should().ContainSingle().Which.Should().Contain("\"enqueued\":1");
        (await redis.CommandAsync("LLEN", "retaskqueue-copr-be-pc")).Trim().Should().Be("1");
    }

    [Fact]
    public async Task Every_fault_of_the_file_and_of_the_options_is_told_at_once()
    {
        using var folder = new ConfFolder("[backend]\nfrontend_base_url = http://127.0.0.1:1\nfrontend_auth = 100%hunter2\nbuilds_max_workers = many\n");
        await using var run = ConsoleHost.Start(
            "plan", "--copr-be-conf", folder.File, "--depth", "7=3", "--depth", "0=none", "--limit", "arch=3", "--limit", "total=-1", "--limit", "colour:red=3",
            "--limit", "owner-group:9=3",
            "--block-owner", " ");

        (await run.WaitForEndAsync()).Should().Be(2, run.Errors);

        run.Output.Should().BeEmpty();
        run.Errors.Split('\n').Should().HaveCount(9);
        run.Errors.Should().NotContain("hunter2").And.ContainAll(
            $"{folder.File} line 3: frontend_auth has a single %",
            $"{folder.File} line 4: builds_max_workers cannot be used",
            "--depth is for '7', which is no builder group; give one of 0",
            "--depth is '0=none'; give GROUP=N",
            "--limit is 'arch=3'; give KIND=N",
            "--limit is 'total=-1'; give KIND=N",
            "--limit is 'colour:red=3'; give KIND=N",
            "--limit owner-group:9 is for a builder group that is not configured; give one of 0.",
            "--block-owner:0 is empty");
    }

    [Theory]
    [InlineData("total=60")]
    [InlineData("arch:x86_64=3")]
    [InlineData("tag:Power9=0")]
    [InlineData("owner=3")]
    [InlineData("sandbox=3")]
    [InlineData("project=3")]
    [InlineData("arch-owner:s390x=3")]
    [InlineData("owner-tag:Power9=3")]
    [InlineData("user-ssh=1")]
    [InlineData("owner-group:0=3")]
    public async Task Every_kind_of_limit_is_taken(string limit)
    {
        await using var frontend = new FakeFrontend();
        await using var run = ConsoleHost.Start(
            "plan", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--limit", limit, "--depth", "0=5", "--block-owner", "@cvrt");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
    }

    [Fact]
    public async Task At_a_hang_up_the_file_is_read_anew()
    {
        await using var frontend = new FakeFrontend();
        frontend.Builds.Add("""{"task_id": "1-fedora-42-s390x", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-s390x"}""");
        await using var redis = await RedisServer.StartAsync();
        var text = $"[backend]\nfrontend_url = {frontend.Url}\nredis_port = {redis.Port}\nsleeptime = 1\n";
        using var folder = new ConfFolder(text + "group0_archs = x86_64\n");
        await using var run = ConsoleHost.Start("run", "--copr-be-conf", folder.File, "--interval", "0.1", "--json");
        await run.WaitForLineAsync(line => line.Contains("\"refused\":1", StringComparison.Ordinal));

        folder.Write(text + "group0_archs = x86_64\nsleeptime = soon\n");
        await run.SignalAsync("HUP");
        await run.WaitForErrorAsync(line => line.Contains("refused, so that the last good one stays", StringComparison.Ordinal)
            && line.Contains("sleeptime is there a second time", StringComparison.Ordinal));
        var refusedAt = run.Output.Count;
        await run.WaitForLinesAsync(refusedAt + 2);
        run.Output.Skip(refusedAt).Should()
            .OnlyContain(line => line.Contains("\"ok\":true", StringComparison.Ordinal) && line.Contains("\"refused\":1", StringComparison.Ordinal));
        folder.Write(text + "group0_archs = x86_64,s390x\n");
        await run.SignalAsync("HUP");
        await run.WaitForLineAsync(line => line.Contains("\"enqueued\":1", StringComparison.Ordinal));

        await run.SignalAsync("TERM");
        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        run.Errors.Should().Contain("--group 0 is s390x, x86_64, and was x86_64");
    }

    [Fact]
    public async Task A_file_that_is_missing_is_the_only_fault_that_is_told()
    {
        using var folder = new ConfFolder("");
        var missing = folder.File + ".missing";
        await using var run = ConsoleHost.Start("run", "--copr-be-conf", missing);

        (await run.WaitForEndAsync()).Should().Be(2, run.Errors);

        run.Errors.Trim().Split('\n').Should().ContainSingle().Which.Should().Contain($"{missing} cannot be read: ")
            .And.Contain("Give the path of Copr's copr-be.conf");
    }
}
