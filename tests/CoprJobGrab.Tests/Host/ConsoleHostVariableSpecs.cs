using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>Options of the console host from the environment.</summary>
public sealed class ConsoleHostVariableSpecs
{
    [Fact]
    public async Task A_grabber_can_be_set_up_by_the_environment_alone()
    {
        await using var frontend = Frontend();
        await using var run = Start(frontend, [], ("GROUP", "0=x86_64  1=s390x,aarch64"), ("CYCLES", "1"), ("LIMIT", "owner=1 total=9"), ("INTERVAL", ""));

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        run.Output.Single().Should().Contain("\"listed\":3,\"enqueued\":2,").And.Contain("\"held\":1,");
        run.Errors.Should().Contain("builder groups 0, 1");
    }

    [Fact]
    public async Task The_command_line_wins_with_all_values_of_an_option_that_may_be_given_more_than_once()
    {
        await using var frontend = Frontend();
        await using var run = Start(
            frontend, ["--group", "2=x86_64", "--cycles", "1"], ("GROUP", "0=x86_64 1=s390x"), ("CYCLES", "none"), ("LIMIT", "total=1"));

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        run.Output.Single().Should().Contain("\"enqueued\":1,").And.Contain("\"refused\":2,");
        run.Errors.Should().Contain("builder groups 2\n");
    }

    [Fact]
    public async Task A_bad_value_is_told_under_the_name_of_its_variable()
    {
        await using var run = ConsoleHost.Start(
            Variables(
                ("FRONTEND", "ftp://x"), ("GROUP", "nonsense"), ("REDIS", "127.0.0.1:1,password=hunter2"), ("INTERVAL", "soon"), ("ATTEMPTS", "5000"),
                ("LIMIT", "owner"), ("DEPTH", "0"), ("PASSWORD_FILE", "/no/such"), ("PROTOCOL", "morse"), ("ACTION_COMMAND", "/no/such")),
            "run", "--run-patience", "0");

        (await run.WaitForEndAsync()).Should().Be(2, run.Errors);

        run.Errors.Should().ContainAll(
            "COPRJOBGRAB_FRONTEND is 'ftp://x'", "COPRJOBGRAB_GROUP is 'nonsense'", "COPRJOBGRAB_REDIS holds a password", "COPRJOBGRAB_INTERVAL is 'soon'",
            "COPRJOBGRAB_ATTEMPTS is 5000", "COPRJOBGRAB_LIMIT is 'owner'", "COPRJOBGRAB_DEPTH is '0'", "COPRJOBGRAB_PASSWORD_FILE '/no/such'",
            "COPRJOBGRAB_PROTOCOL is 'morse'", "COPRJOBGRAB_ACTION_COMMAND is '/no/such'", "--run-patience is '0'").And.NotContain("hunter2");
    }

    [Theory]
    [InlineData("GRUOP", "COPRJOBGRAB_GROUP", "run", "--frontend", "http://127.0.0.1:1", "--group", "0=x86_64", "--cycles", "1")]
    [InlineData("FRONTENT", "COPRJOBGRAB_FRONTEND", "run")]
    public async Task A_variable_that_is_mistyped_is_told_with_the_one_that_is_meant(string variable, string meant, params string[] arguments)
    {
        await using var run = ConsoleHost.Start(Variables((variable, "x"), ("ROUNDS", "50")), arguments);

        await run.WaitForEndAsync();

        run.Errors.Should().Contain($"The variable COPRJOBGRAB_{variable} is read by nobody; did you mean {meant}?").And.NotContain("ROUNDS");
    }

    [Fact]
    public async Task An_operators_command_has_its_queues_from_there_too_and_never_what_is_to_be_done()
    {
        await using var run = ConsoleHost.Start(Variables(("REDIS", "127.0.0.1:1"), ("GROUP", "0=x86_64"), ("TASK", "1-fedora-42-x86_64")), "forget");

        (await run.WaitForEndAsync()).Should().Be(2, run.Errors);

        run.Errors.Should().Contain("Say either GROUP").And.NotContain("is missing");
    }

    private static FakeFrontend Frontend()
    {
        var frontend = new FakeFrontend();
        frontend.Builds.Add("""{"task_id": "1-fedora-42-x86_64", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-x86_64"}""");
        frontend.Builds.Add("""{"task_id": "1-fedora-42-s390x", "build_id": 1, "project_owner": "jdoe", "chroot": "fedora-42-s390x"}""");
        frontend.Builds.Add("""{"task_id": "2-fedora-42-s390x", "build_id": 2, "project_owner": "alice", "chroot": "fedora-42-s390x"}""");
        return frontend;
    }

    private static TestKit.ProgramRun Start(FakeFrontend frontend, string[] arguments, params (string Name, string Value)[] variables) =>
        ConsoleHost.Start(Variables([("FRONTEND", $"{frontend.Url}"), .. variables]), ["run", "--json", .. arguments]);

    private static Dictionary<string, string> Variables(params (string Name, string Value)[] variables) =>
        variables.ToDictionary(variable => $"COPRJOBGRAB_{variable.Name}", variable => variable.Value);
}
