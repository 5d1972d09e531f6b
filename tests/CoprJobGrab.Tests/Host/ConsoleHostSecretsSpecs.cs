using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>What the console host does with passwords, and with one that stands where none belongs.</summary>
public sealed class ConsoleHostSecretsSpecs : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("--password hunter2", "The option --password is unknown")]
    [InlineData("--password=hunter2", "The option --password is unknown")]
    [InlineData("--redis-password:hunter2", "The option --redis-password is unknown")]
    [InlineData("-phunter2", "An argument is unexpected")]
    [InlineData("--hunter2", "An argument is unexpected")]
    [InlineData("--password-file /dev/null hunter2", "An argument is unexpected")]
    [InlineData("--json hunter2", "An argument is unexpected")]
    public async Task A_password_given_to_an_option_that_does_not_exist_is_not_echoed(string arguments, string told)
    {
        await using var run = ConsoleHost.Start(["run", "--cycles", "none", .. arguments.Split(' ')]);

        (await run.WaitForEndAsync()).Should().Be(2, run.Errors);

        run.Errors.Should().ContainAll(told, "--cycles is 'none'").And.NotContain("hunter2");
        run.Output.Should().BeEmpty();
    }

    [Theory]
    [InlineData("why --password=hunter2")]
    [InlineData("why --password hunter2")]
    [InlineData("forget --password=hunter2")]
    [InlineData("forget --task 1 --password=hunter2")]
    [InlineData("parked release --password=hunter2")]
    [InlineData("actions release --password=hunter2")]
    [InlineData("actions tell --password=hunter2")]
    public async Task Nor_is_one_that_stands_where_a_command_has_an_argument(string arguments)
    {
        await using var run = ConsoleHost.Start(arguments.Split(' '));

        (await run.WaitForEndAsync()).Should().Be(2, run.Errors);

        var missing = arguments.StartsWith("why", StringComparison.Ordinal) ? "--group is missing" : "--redis is missing";
        run.Errors.Should().ContainAll("The option --password is unknown", missing).And.NotContain("hunter2");
        run.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task A_mistyped_command_is_named()
    {
        await using var run = ConsoleHost.Start("rnu");

        (await run.WaitForEndAsync()).Should().Be(2, run.Errors);

        run.Errors.Should().Contain("The command 'rnu' is unknown");
    }

    [Theory]
    [InlineData("s3cret\r\n")]
    [InlineData("s3cret\r")]
    [InlineData("s3cret\n")]
    [InlineData("s3cret")]
    public async Task The_end_of_a_line_in_a_password_file_is_no_part_of_the_password(string text)
    {
        await using var frontend = new FakeFrontend(FrontendProtocol.Waiting) { Password = "s3cret" };
        await File.WriteAllTextAsync(_file, text);
        await using var run = Start(frontend);

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        run.Output.Single().Should().Contain("\"ok\":true");
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    public async Task A_password_file_that_others_can_read_is_remarked_on_in_one_line_and_used(UnixFileMode others)
    {
        await using var frontend = new FakeFrontend(FrontendProtocol.Waiting) { Password = "s3cret" };
        await File.WriteAllTextAsync(_file, "s3cret\n");
        File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite | others);
        await using var run = Start(frontend);
        await using var plan = ConsoleHost.Start(
            "plan", "--frontend", $"{frontend.Url}", "--protocol", "waiting", "--group", "0=x86_64", "--password-file", _file);

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        (await plan.WaitForEndAsync()).Should().Be(0, plan.Errors);

        run.Output.Single().Should().Contain("\"ok\":true");
        run.Errors.Should().Contain($"--password-file '{_file}' can be read by others than its owner").And.NotContain("s3cret");
        plan.Errors.Split('\n').Should().ContainSingle().Which.Should().Contain("can be read by others");
    }

    [Fact]
    public async Task A_password_file_of_its_owner_alone_and_a_credential_of_systemd_are_not_remarked_on()
    {
        await using var frontend = new FakeFrontend(FrontendProtocol.Waiting) { Password = "s3cret" };
        await File.WriteAllTextAsync(_file, "s3cret\n");
        File.SetUnixFileMode(_file, UnixFileMode.UserRead);
        await using var own = Start(frontend);
        await own.WaitForEndAsync();
        File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        await using var credential = Start(frontend, new Dictionary<string, string> { ["CREDENTIALS_DIRECTORY"] = Path.GetDirectoryName(_file)! });
        await credential.WaitForEndAsync();

        $"{own.Errors}{credential.Errors}".Should().NotContain("can be read by others");
    }

    [Fact]
    public async Task Without_a_password_and_with_results_to_report_it_is_said_before_a_program_has_run()
    {
        await using var frontend = new FakeFrontend();
        frontend.Actions.Add("""{"id": 1, "action_type": 3, "object_type": "repository", "old_value": "a/one", "data": null, "priority": 0, "result": 0}""");
        string[] options = ["run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--cycles", "1"];
        await using var redis = await RedisServer.StartAsync();
        await using var acting = ConsoleHost.Start([.. options, "--action-command", "true"]);
        await using var hearing = ConsoleHost.Start([.. options, "--redis", redis.Address, "--task-end-channel"]);
        await using var polling = ConsoleHost.Start(options);
        await using var told = ConsoleHost.Start(
            new Dictionary<string, string> { ["COPR_FRONTEND_PASSWORD"] = "s3cret" }, [.. options, "--action-command", "true"]);
        await Task.WhenAll(acting.WaitForEndAsync(), hearing.WaitForEndAsync(), polling.WaitForEndAsync(), told.WaitForEndAsync());

        const string said = "There is no password for the frontend";
        acting.Errors.Should().Contain(said).And.Contain("Set $COPR_FRONTEND_PASSWORD or --password-file");
        acting.Errors[..acting.Errors.IndexOf(said, StringComparison.Ordinal)].Should().NotContain("ction 1");
        hearing.Errors.Should().Contain(said);
        $"{polling.Errors}{told.Errors}".Should().NotContain(said);
    }

    private ProgramRun Start(FakeFrontend frontend, IReadOnlyDictionary<string, string>? environment = null) =>
        ConsoleHost.Start(
            environment, "run", "--frontend", $"{frontend.Url}", "--protocol", "waiting", "--group", "0=x86_64", "--cycles", "1", "--json", "--password-file",
            _file);
}
