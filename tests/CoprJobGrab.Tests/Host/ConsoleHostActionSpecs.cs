using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The program that the console host runs for each action.</summary>
public sealed class ConsoleHostActionSpecs
{
    [Fact]
    public async Task An_action_command_is_found_in_the_path()
    {
        await using var frontend = new FakeFrontend();
        frontend.Actions.Add("""{"id": 1, "action_type": 3, "object_type": "repository", "old_value": "a/one", "data": null, "priority": 0, "result": 0}""");
        await using var run = ConsoleHost.Start(
            "run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--cycles", "1", "--json", "--action-command", "true");

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        frontend.Reports.Should().Equal(new ActionReport(1, true, null));
    }

    [Fact]
    public async Task A_stop_says_that_it_waits_for_an_action_and_a_second_interrupt_ends_at_once()
    {
        await using var frontend = new FakeFrontend();
        frontend.Actions.Add("""{"id": 1, "action_type": 3, "object_type": "repository", "old_value": "a/one", "data": null, "priority": 0, "result": 0}""");
        var folder = Directory.CreateTempSubdirectory();
        var script = Path.Combine(folder.FullName, "act.sh");
        // It goes on until the test's file is there; the stop waits for it.
        await File.WriteAllTextAsync(script, $"#!/bin/sh\ntouch {folder.FullName}/begun\nuntil test -e {folder.FullName}/end; do sleep 0.1; done\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var run = ConsoleHost.Start("run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--json", "--action-command", script);
        await UntilAsync(() => File.Exists(Path.Combine(folder.FullName, "begun")));

        await run.SignalAsync("INT");
        await UntilAsync(() => run.Errors.Contains("Waiting up to 5 s for running actions to end: 1", StringComparison.Ordinal));
        await run.SignalAsync("INT");

        (await run.WaitForExitAsync()).Should().Be(130, run.Errors);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "end"), "");
        run.Errors.Should().NotContain("The grabber has stopped");
    }

    [Fact]
    public async Task A_second_interrupt_ends_the_program_of_the_action_too_with_what_it_has_started()
    {
        await using var frontend = new FakeFrontend();
        frontend.Actions.Add("""{"id": 1, "action_type": 3, "object_type": "repository", "old_value": "a/one", "data": null, "priority": 0, "result": 0}""");
        var folder = Directory.CreateTempSubdirectory();
        var (script, ids) = (Path.Combine(folder.FullName, "act.sh"), Path.Combine(folder.FullName, "ids"));
        await File.WriteAllTextAsync(script, $"#!/bin/sh\ntrap '' INT\nsleep 300 &\necho $$ $! > {ids}.new\nmv {ids}.new {ids}\nwait\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var run = ConsoleHost.Start("run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--json", "--action-command", script);
        await UntilAsync(() => File.Exists(ids));
        var programs = (await File.ReadAllTextAsync(ids)).Split(' ').Select(id => int.Parse(id, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        programs.Should().HaveCount(2).And.OnlyContain(id => IsAlive(id));

        await run.SignalAsync("INT");
        await UntilAsync(() => run.Errors.Contains("Waiting up to 5 s for running actions to end: 1", StringComparison.Ordinal));
        programs.Should().OnlyContain(id => IsAlive(id), "the first one waits for them");
        await run.SignalAsync("INT");

        (await run.WaitForExitAsync()).Should().Be(130, run.Errors);
        await UntilAsync(() => !programs.Any(IsAlive));
        frontend.Reports.Should().BeEmpty();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_action_command_gets_the_json_as_one_line_however_the_frontend_writes_it_and_no_password_of_the_grabber()
    {
        await using var frontend = new FakeFrontend { Password = "s3cret" };
        frontend.Actions.Add("{\r\n  \"id\": 1,\n  \"action_type\": 3, \"object_type\": \"repository\", \"old_value\": \"a/one\",\n \"data\": "
            + "\"two\\nlines\", \"priority\": 0, \"result\": 0\n}");
        var folder = Directory.CreateTempSubdirectory();
        var script = Path.Combine(folder.FullName, "act.sh");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\nenv > {folder.FullName}/env\ncat > {folder.FullName}/input\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var environment = new Dictionary<string, string> { ["COPR_FRONTEND_PASSWORD"] = "s3cret", ["COPR_REDIS_PASSWORD"] = "r3dis", ["COPR_OTHER"] = "stays" };
        await using var run = ConsoleHost.Start(
            environment, "run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--cycles", "1", "--json", "--action-command", script);

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);

        (await File.ReadAllTextAsync(Path.Combine(folder.FullName, "input"))).Should().Be(
            "{    \"id\": 1,   \"action_type\": 3, \"object_type\": \"repository\", \"old_value\": "
                + "\"a/one\",  \"data\": \"two\\nlines\", \"priority\": 0, \"result\": 0 }\n");
        (await File.ReadAllTextAsync(Path.Combine(folder.FullName, "env"))).Should().Contain("COPR_OTHER=stays")
            .And.NotContainAny("s3cret", "r3dis", "_PASSWORD");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_action_command_gets_the_json_on_its_input_and_its_exit_code_is_the_result()
    {
        await using var frontend = new FakeFrontend();
        frontend.Actions.Add("""{"id": 1, "action_type": 3, "object_type": "repository", "old_value": "a/one", "data": null, "priority": 0, "result": 0}""");
        frontend.Actions.Add("""{"id": 2, "action_type": 0, "object_type": "copr", "old_value": "a/two", "data": null, "priority": 0, "result": 0}""");
        var folder = Directory.CreateTempSubdirectory();
        var script = Path.Combine(folder.FullName, "act.sh");
        await File.WriteAllTextAsync(script, "#!/bin/sh\ngrep -q '\"id\": 1,' && exit 0\necho first >&2\necho 'no such project' >&2\nexit 3\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var run = ConsoleHost.Start(
            "run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--cycles", "1", "--json", "--action-command", script);

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        folder.Delete(recursive: true);

        frontend.Reports.OrderBy(report => report.ActionId).Should()
            .Equal(new ActionReport(1, true, null), new ActionReport(2, false, "first\nno such project"));
    }

    [Fact]
    public async Task The_end_of_an_endless_line_of_errors_is_the_message()
    {
        await using var frontend = new FakeFrontend();
        frontend.Actions.Add("""{"id": 1, "action_type": 3, "object_type": "repository", "old_value": "a/one", "data": null, "priority": 0, "result": 0}""");
        var folder = Directory.CreateTempSubdirectory();
        var script = Path.Combine(folder.FullName, "act.sh");
        await File.WriteAllTextAsync(script, "#!/bin/sh\nhead -c 20000000 /dev/zero | tr '\\0' x >&2\nprintf 'disk full' >&2\nexit 1\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var run = ConsoleHost.Start(
            "run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--cycles", "1", "--json", "--action-command", script);

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        folder.Delete(recursive: true);

        frontend.Reports.Should().Equal(new ActionReport(1, false, $"{new string('x', 991)}disk full"));
    }

    [Theory]
    [InlineData("#!/no/such/program", "did not start")]
    [InlineData("#!/bin/sh\nexit 137", "ended with exit code 137")]
    [InlineData("#!/bin/sh\nkill -9 $$", "killed by signal 9")]
    public async Task An_action_command_that_does_not_start_or_is_killed_is_tried_again_later(string text, string reason)
    {
        await using var frontend = new FakeFrontend();
        frontend.Actions.Add("""{"id": 1, "action_type": 3, "object_type": "repository", "old_value": "a/one", "data": null, "priority": 0, "result": 0}""");
        var folder = Directory.CreateTempSubdirectory();
        var script = Path.Combine(folder.FullName, "act.sh");
        await File.WriteAllTextAsync(script, $"{text}\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var run = ConsoleHost.Start(
            "run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--cycles", "1", "--json", "--action-command", script);

        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        folder.Delete(recursive: true);

        run.Errors.Should().Contain(reason).And.NotContain("inner exception");
        frontend.Reports.Should().BeEmpty();
    }

    // A process that nobody has waited for yet has ended all the same.
    private static bool IsAlive(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/stat").Split(") ")[^1][0] is not ('Z' or 'X');
        }
        catch (Exception fault) when (fault is IOException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<bool> isTrue)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
        while (!isTrue())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }
    }
}
