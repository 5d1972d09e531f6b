using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>What the console host says of options that it cannot take.</summary>
public sealed class ConsoleHostOptionsSpecs
{
    [Fact]
    public async Task Every_invalid_option_is_named_and_the_exit_code_is_two()
    {
        await using var run = ConsoleHost.Start(
            "run", "--frontend", "ftp://x", "--group", "nonsense", "--group", "a b=x86_64", "--interval", "-1", "--cycles", "none", "--protocol", "morse",
            "--redis", "127.0.0.1:1,password=hunter2", "--surprise");

        (await run.WaitForEndAsync()).Should().Be(2);

        run.Errors.Should().ContainAll("--frontend is 'ftp://x", "nonsense", "'a b'", "--interval", "'none'", "morse", "--surprise", "COPR_REDIS_PASSWORD")
            .And.NotContain("hunter2");
        run.Output.Should().BeEmpty();
    }

    [Theory]
    [InlineData("--frontend is", "--frontend", "jdoe:hunter2@copr.example.org")]
    [InlineData("--frontend is", "--frontend", "htps://jdoe:hunter2@copr.example.org")]
    [InlineData("--frontend is", "--frontend", "//jdoe:hunter2@copr.example.org")]
    [InlineData("--frontend holds a user name", "--frontend", "https://jdoe:hunter2@copr.example.org")]
    [InlineData("--redis cannot be understood", "--redis", "password=hunter2")]
    [InlineData("--redis cannot be understood", "--redis", "redis://jdoe:hunter2@127.0.0.1:6379")]
    [InlineData("--redis cannot be understood", "--redis", "127.0.0.1,password=hunter2,surprise=1")]
    public async Task A_password_in_an_argument_is_not_echoed(string told, params string[] arguments)
    {
        await using var run = ConsoleHost.Start("run", "--cycles", "1", arguments[0], arguments[1]);

        (await run.WaitForEndAsync()).Should().Be(2);

        run.Errors.Should().ContainAll(told, "--group is missing").And.NotContain("hunter2");
        run.Output.Should().BeEmpty();
    }

    [Theory]
    [InlineData("127.0.0.1:99999")]
    [InlineData("x:y:z")]
    [InlineData("127.0.0.1,surprise=1")]
    public async Task A_redis_that_cannot_be_understood_is_told_in_one_line(string redis)
    {
        await using var run = ConsoleHost.Start("run", "--frontend", "http://127.0.0.1:1", "--group", "0=x86_64", "--cycles", "1", "--redis", redis);

        (await run.WaitForEndAsync()).Should().Be(2, run.Errors);

        run.Errors.Should().StartWith("--redis cannot be understood: ").And.EndWith("; give HOST:PORT[,options].").And.NotContain("Parameter")
            .And.NotContain("\n");
    }

    [Fact]
    public async Task What_is_missing_is_named_as_the_argument_that_it_is()
    {
        await using var run = ConsoleHost.Start("plan");

        (await run.WaitForEndAsync()).Should().Be(2);

        run.Errors.Split('\n').Should().SatisfyRespectively(
            group => group.Should().StartWith("--group is missing"),
            frontend => frontend.Should().StartWith("--frontend is missing"));
    }

    [Fact]
    public async Task Faults_of_groups_are_named_all_at_once()
    {
        await using var run = ConsoleHost.Start("run", "--frontend", "http://127.0.0.1:1", "--group", "a b=x86_64", "--group", "1=x86_64,");

        (await run.WaitForEndAsync()).Should().Be(2);

        run.Errors.Should().ContainAll("'a b'", "more than one builder group", "'1' has no architecture, or an empty one");
    }

    [Theory]
    [InlineData("--frontend A --frontend B", "--frontend")]
    [InlineData("--frontend", "--frontend")]
    [InlineData("--interval 1 --interval 2", "--interval")]
    [InlineData("--interval", "--interval")]
    [InlineData("--group", "--group")]
    [InlineData("--json=perhaps", "An argument is unexpected")]
    public async Task What_the_parser_refuses_is_told_beside_the_rest_and_once(string arguments, string told)
    {
        await using var run = ConsoleHost.Start(["run", "--cycles", "none", .. arguments.Split(' ')]);

        (await run.WaitForEndAsync()).Should().Be(2, run.Errors);

        run.Errors.Should().Contain("--cycles is 'none'").And.NotContain("Exception");
        run.Errors.Split('\n').Where(line => line.Contains(told, StringComparison.Ordinal)).Should().NotBeEmpty()
            .And.NotContain(line => line.Contains("is missing;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Faults_of_every_kind_are_told_together_each_in_a_line()
    {
        await using var run = ConsoleHost.Start(
            "run", "--frontend", "http://127.0.0.1:1", "--group", "0=x86_64", "--group", "1=x86_64", "--group", "b d=a", "--group", "nogroup", "--interval",
            "-3",
            "--redis", "x:y:z", "--action-command", "no-such-program");

        (await run.WaitForEndAsync()).Should().Be(2);

        run.Errors.Split('\n').Should().HaveCount(6);
        run.Errors.Should().ContainAll(
            "--group is 'nogroup'", "'b d'", "'x86_64' is in more than one", "--interval is '-3'", "--redis cannot be understood",
            "--action-command is 'no-such-program'");
    }

    [Theory]
    [InlineData("99999999999")]
    [InlineData("0")]
    [InlineData("0.0000001")]
    [InlineData("NaN")]
    public async Task An_interval_out_of_its_bounds_is_refused_with_both_of_them(string interval)
    {
        await using var run = ConsoleHost.Start("run", "--frontend", "http://127.0.0.1:1", "--group", "0=x86_64", "--cycles", "1", "--interval", interval);

        (await run.WaitForEndAsync()).Should().Be(2, run.Errors);

        run.Errors.Should().Be($"--interval is '{interval}'; give seconds, from 0.001 to 1000000, for instance 10 or 0.5");
    }

    [Fact]
    public async Task Faults_of_the_rules_by_which_claims_end_are_told_together_in_this_programs_names()
    {
        await using var run = ConsoleHost.Start(
            "run", "--frontend", "http://127.0.0.1:1", "--group", "0=x86_64", "--start-patience", "soon", "--run-patience", "0", "--attempts", "5000",
            "--release-rule", "never",
            "--lease", "100000", "--cycles", "none");

        (await run.WaitForEndAsync()).Should().Be(2, run.Errors);

        run.Errors.Split('\n').Should().HaveCount(6);
        run.Errors.Should().ContainAll(
            "--start-patience is 'soon'", "--run-patience is '0'", "--attempts is 5000; it must be from 1 to 1000",
            "--release-rule is 'never'; give when-unlisted or when-reported",
            "--lease is 1.03:46:40; it must be from 1 millisecond to 1 day", "--cycles is 'none'");
    }

    [Theory]
    [InlineData("/no/such/program", "there is no such file")]
    [InlineData("/etc/passwd", "/etc/passwd is not executable")]
    public async Task An_action_command_that_cannot_be_run_is_refused_at_the_start(string program, string reason)
    {
        await using var run = ConsoleHost.Start("run", "--frontend", "http://127.0.0.1:1", "--group", "0=x86_64", "--cycles", "1", "--action-command", program);

        (await run.WaitForEndAsync()).Should().Be(2, run.Errors);

        run.Errors.Should().Contain($"--action-command is '{program}', which cannot be run: {reason}");
    }
}
