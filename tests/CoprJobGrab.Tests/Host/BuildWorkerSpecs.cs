using CoprJobGrab.BuildWorker;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The build worker of the samples as a user runs it, from the queue to the frontend.</summary>
public sealed class BuildWorkerSpecs
{
    // It ignores SIGTERM, and so does what it starts.
    private const string Stubborn = "trap '' TERM\nsleep 300 &\necho $$ $! > $F/ids.new\nmv $F/ids.new $F/ids\nwait";

    [Theory]
    [InlineData(FrontendProtocol.Pending)]
    [InlineData(FrontendProtocol.Waiting)]
    public async Task A_build_gets_its_task_and_a_log_and_the_frontend_hears_of_its_success(FrontendProtocol protocol)
    {
        await using var farm = await BuildFarm.StartAsync(protocol);
        farm.List(1);
        await using var run = farm.Worker("cat > $F/input\nenv > $F/env\necho out\necho err >&2", "--json");

        await run.WaitForLineAsync(line => line.Contains("\"finished\"", StringComparison.Ordinal));

        run.Output.Select(BuildFarm.Read).Should()
            .Equal(("taken", BuildFarm.TaskId(1), 1), ("started", BuildFarm.TaskId(1), 1), ("finished", BuildFarm.TaskId(1), 1));
        run.Output[^1].Should().MatchRegex("""^\{"event":"finished","task_id":"1-fedora-42-x86_64","attempt":1,"elapsed_ms":[0-9.]+\}$""");
        (await File.ReadAllLinesAsync(farm.InFolder("input"))).Should().ContainSingle().Which.Should()
            .MatchRegex("^\\{\"task_id\": ?\"1-fedora-42-x86_64\",.*\\}$");
        (await File.ReadAllTextAsync(farm.InFolder("env"))).Should().Contain("CJG_TASK_ID=1-fedora-42-x86_64\n").And.Contain("CJG_ATTEMPT=1\n")
            .And.Contain("COPR_OTHER=stays").And.NotContainAny("s3cret", "_PASSWORD");
        (await File.ReadAllLinesAsync(Path.Combine(farm.Logs, "1-fedora-42-x86_64.1.log"))).Should().BeEquivalentTo("out", "err");
        await BuildFarm.UntilAsync(() => farm.Frontend.StatusOf(BuildFarm.TaskId(1)) == 1);

        await run.SignalAsync("TERM");
        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
    }

    [Fact]
    public async Task With_75_a_build_is_given_back_and_with_another_code_it_fails_with_the_end_of_standard_error()
    {
        await using var farm = await BuildFarm.StartAsync();
        farm.List(1);
        await using var run = farm.Worker("[ $CJG_ATTEMPT = 1 ] && exit 75\necho first >&2\necho 'no such package' >&2\nexit 3");

        var failed = await run.WaitForLineAsync(line => line.StartsWith("failed", StringComparison.Ordinal));

        failed.Should().MatchRegex(@"^failed: 1-fedora-42-x86_64, attempt 2, after [0-9.]+ s: first.*no such package$");
        // The worker may take the build again before it has told that it gave the build back.
        run.Output.Should().HaveCount(6).And.Contain("taken: 1-fedora-42-x86_64, attempt 2")
            .And.ContainSingle(line => line.StartsWith("given back", StringComparison.Ordinal))
            .Which.Should().MatchRegex(@"^given back: 1-fedora-42-x86_64, attempt 1, after [0-9.]+ s$");
        await BuildFarm.UntilAsync(() => farm.Frontend.StatusOf(BuildFarm.TaskId(1)) == 0);
    }

    [Fact]
    public async Task A_command_that_does_not_start_costs_an_attempt_and_no_build()
    {
        await using var farm = await BuildFarm.StartAsync();
        farm.List(1);
        await using var run = farm.Worker("#!/no/such/program");

        var line = await run.WaitForLineAsync(line => line.StartsWith("given back", StringComparison.Ordinal));

        line.Should().Contain("The command did not start").And.Contain("No such file");
    }

    [Fact]
    public async Task A_cancel_ends_the_command_and_all_that_it_has_started()
    {
        await using var farm = await BuildFarm.StartAsync();
        farm.List(1);
        await using var run = farm.Worker(Stubborn, "--json", "--grace", "0.3", "--lease", "3");
        var processes = await farm.ProcessesAsync();
        processes.Should().HaveCount(2).And.OnlyContain(id => BuildFarm.IsAlive(id));

        farm.Frontend.CancelRequests.Add(BuildFarm.TaskId(1));
        await run.WaitForLineAsync(line => BuildFarm.Read(line).Event == "cancelled");

        processes.Should().NotContain(id => BuildFarm.IsAlive(id));
    }

    [Fact]
    public async Task The_time_limit_of_the_task_ends_the_command_and_the_build_has_failed()
    {
        await using var farm = await BuildFarm.StartAsync();
        farm.List(1, timeout: 1);
        await using var run = farm.Worker(Stubborn, "--grace", "0.3");

        var line = await run.WaitForLineAsync(line => line.StartsWith("failed", StringComparison.Ordinal));

        line.Should().Contain("longer than its time limit of 1 s");
        (await farm.ProcessesAsync()).Should().NotContain(id => BuildFarm.IsAlive(id));
    }

    [Fact]
    public async Task What_a_command_leaves_running_is_ended_with_it()
    {
        await using var farm = await BuildFarm.StartAsync();
        farm.List(1);
        await using var run = farm.Worker("sleep 300 &\necho $$ $! > $F/ids.new\nmv $F/ids.new $F/ids");

        await run.WaitForLineAsync(line => line.StartsWith("finished", StringComparison.Ordinal));

        (await farm.ProcessesAsync()).Should().NotContain(id => BuildFarm.IsAlive(id));
    }

    [Fact]
    public async Task A_stop_gives_a_build_its_grace_and_then_back_without_an_attempt()
    {
        await using var farm = await BuildFarm.StartAsync();
        farm.List(1);
        const string polite = "trap 'touch $F/heard; exit 0' TERM\necho $$ > $F/ids.new\nmv $F/ids.new $F/ids\nwhile :; do sleep 0.05; done";
        await using var first = farm.Worker(polite, "--json", "--grace", "0.5");
        var processes = await farm.ProcessesAsync();

        await first.SignalAsync("TERM");

        (await first.WaitForEndAsync()).Should().Be(0, first.Errors);
        BuildFarm.Read(first.Output[^1]).Should().Be(("given_back", BuildFarm.TaskId(1), 1));
        File.Exists(farm.InFolder("heard")).Should().BeTrue("the command is asked to end before it is killed");
        processes.Should().NotContain(id => BuildFarm.IsAlive(id));
        await using var second = farm.Worker("exit 0", "--json");
        await second.WaitForLineAsync(line => BuildFarm.Read(line) == ("finished", BuildFarm.TaskId(1), 1));
        Directory.EnumerateFiles(farm.Logs).Select(Path.GetFileName).Should().BeEquivalentTo("1-fedora-42-x86_64.1.log", "1-fedora-42-x86_64.1_2.log");
    }

    [Fact]
    public async Task Whoever_has_lost_the_lease_kills_the_command_without_a_grace()
    {
        await using var farm = await BuildFarm.StartAsync();
        farm.List(1);
        await using var run = farm.Worker(Stubborn, "--json", "--grace", "600", "--lease", "3");
        var processes = await farm.ProcessesAsync();

        await farm.Redis.KillAsync();

        await BuildFarm.UntilAsync(() => !processes.Any(BuildFarm.IsAlive));
        await run.WaitForLineAsync(line => BuildFarm.Read(line).Event == "lost");
    }

    [Fact]
    public async Task A_second_interrupt_ends_the_worker_at_once_and_its_commands()
    {
        await using var farm = await BuildFarm.StartAsync();
        farm.List(1);
        await using var run = farm.Worker(Stubborn, "--json", "--grace", "600");
        var processes = await farm.ProcessesAsync();

        await run.SignalAsync("INT");
        await run.SignalAsync("INT");

        (await run.WaitForEndAsync()).Should().Be(130, run.Errors);
        await BuildFarm.UntilAsync(() => !processes.Any(BuildFarm.IsAlive));
    }

    [Fact]
    public async Task A_log_that_cannot_be_made_gives_the_build_back_and_the_worker_ends_with_what_it_runs()
    {
        await using var farm = await BuildFarm.StartAsync();
        farm.List(1);
        await using var run = farm.Worker(
            "echo $$ > $F/ids.new\nmv $F/ids.new $F/ids\nuntil test -e $F/end; do sleep 0.05; done", "--json", "--concurrency", "2");
        await farm.ProcessesAsync();
        Directory.Delete(farm.Logs, recursive: true);

        farm.List(2);
        await run.WaitForLineAsync(line => BuildFarm.Read(line) == ("given_back", BuildFarm.TaskId(2), 1));
        farm.List(3);
        var seen = farm.Frontend.RequestsOf("pending-jobs/").Count;
        await BuildFarm.UntilAsync(() => farm.Frontend.RequestsOf("pending-jobs/").Count > seen + 1);
        await File.WriteAllTextAsync(farm.InFolder("end"), "");

        (await run.WaitForEndAsync()).Should().Be(1, run.Errors);
        var events = run.Output.Select(BuildFarm.Read).ToList();
        events.Should().Contain(("finished", BuildFarm.TaskId(1), 1)).And.NotContain(told => told.TaskId == BuildFarm.TaskId(3));
        events.Count(told => told.Event == "taken").Should().Be(2);
        run.Errors.Should().Contain("this worker takes no more builds");
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_the_arguments_is_told_at_once()
    {
        var file = Path.GetTempFileName();
        await using var nothing = BuildFarm.Start(null);
        await using var late = BuildFarm.Start(null, "--grace", "86401");
        await using var wrong = BuildFarm.Start(
            null, "--redis", "h:1,password=s3cret", "--group", "0=x86_64", "--group", "1", "--group", "1", "--frontend", "ftp://copr", "--protocol", "auto",
            "--concurrency", "0", "--lease", "2", "--grace", "x", "--command", "/no/such/program", "--log-dir", file, "--jsn", "--farm", "a b");

        (await nothing.WaitForEndAsync()).Should().Be(2);
        (await wrong.WaitForEndAsync()).Should().Be(2);
        (await late.WaitForEndAsync()).Should().Be(2);
        late.Errors.Should().Contain("--grace is '86401'; give seconds, from 0 to 86400, for instance 10");
        File.Delete(file);
        nothing.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).Should()
            .BeEquivalentTo("--frontend", "--redis", "--group", "--command", "--log-dir");
        wrong.Errors.Should().NotContain("s3cret").And.ContainAll(
            "did you mean --json?", "--redis holds a password", "a worker needs the id alone, so give 0",
            "--group is '1' 2 times", "--frontend is 'ftp://copr'",
            "--protocol is 'auto'; give waiting or pending", "--concurrency is '0'", "--lease is '2'; give seconds, from 3", "--grace is 'x'",
            "--command is '/no/such/program', which cannot be run", $"--log-dir '{file}' cannot be written", "--farm:");
    }

    [Theory]
    [InlineData("7-fedora-42-x86_64", "7-fedora-42-x86_64.2.log")]
    [InlineData("../../etc/passwd", "_.._.._etc_passwd.2.log")]
    [InlineData("", "_.2.log")]
    [InlineData("a b\n\u00e9\0", "a_b___.2.log")]
    public void The_name_of_a_log_names_nothing_outside_its_folder(string taskId, string name)
    {
        var folder = Directory.CreateTempSubdirectory("build-log-");
        using var log = BuildLog.Create(folder.FullName, taskId, 2);
        using var other = BuildLog.Create(folder.FullName, taskId, 2);
        using var longer = BuildLog.Create(folder.FullName, new string('x', 5000), 2);

        folder.EnumerateFiles().Select(file => file.Name).Should()
            .BeEquivalentTo(name, name.Replace(".log", "_2.log", StringComparison.Ordinal), $"{new string('x', 100)}.2.log");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_log_on_a_full_disk_says_so()
    {
        using var log = new BuildLog(new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0));

        await log.CopyAsync(new MemoryStream([1, 2, 3]), _ => { }, CancellationToken.None);

        log.Unwritable.IsCancellationRequested.Should().BeTrue();
        log.Fault.Should().Contain("the log /dev/full cannot be written").And.Contain("No space left");
    }
}
