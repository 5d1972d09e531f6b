using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The help of the console host, what it says to a word that it does not know, and README, which has the same commands and options.</summary>
public sealed partial class ConsoleHostHelpSpecs
{
    private static readonly string[] Readme = File.ReadAllLines(RepositoryRoot.File("README.md"));

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help run", "run --help")]
    [InlineData("help parked release", "parked release -h")]
    public async Task The_word_help_shows_the_help_of_a_command(string words, string option)
    {
        var (byWord, byOption) = (await HelpAsync(words), await HelpAsync(option));

        byWord.Should().Equal(byOption);
        byWord.Should().Contain("Usage:").And.Contain("Examples:");
    }

    [Fact]
    public async Task The_options_of_run_stand_under_headings_and_an_example_is_a_command_that_there_is()
    {
        var help = await HelpAsync("run --help");
        var headings = help.Where(line => line.EndsWith(':')).ToList();

        headings.Should().HaveCountGreaterThan(8).And.OnlyHaveUniqueItems();
        Options(help).Should().OnlyHaveUniqueItems();
        foreach (var example in help.SkipWhile(line => line != "Examples:").Skip(1))
        {
            example.Should().StartWith("  CoprJobGrab.ConsoleHost run --");
            Named().Matches(example).Select(match => match.Value).Should().BeSubsetOf(Options(help));
        }
    }

    [Theory]
    [InlineData("rnu", "The command 'rnu' is unknown; did you mean run?")]
    [InlineData("help pland", "The command 'pland' is unknown; did you mean plan?")]
    [InlineData("wy --help", "The command 'wy' is unknown; did you mean why?")]
    [InlineData("something", "The command 'something' is unknown; --help shows those that there are.")]
    [InlineData("run --frontent http://127.0.0.1", "The option --frontent is unknown; did you mean --frontend?")]
    [InlineData("run --start http://127.0.0.1", "The option --start is unknown; did you mean --start-patience?")]
    [InlineData("plan --jsno", "The option --jsno is unknown; did you mean --json?")]
    [InlineData("why --jsno", "The option --jsno is unknown; did you mean --json?")]
    [InlineData("parked relaese", "An argument is unexpected; did you mean the command parked release?")]
    public async Task What_was_probably_meant_is_named(string words, string told)
    {
        await using var run = ConsoleHost.Start(words.Split(' '));

        (await run.WaitForEndAsync()).Should().Be(2, run.Errors);

        run.Errors.Split('\n').Should().Contain(told).And.NotContain(line => line.Contains("not shown", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Readme_has_every_command()
    {
        var rows = CodeOf(Table("| command | what it does |")).SelectMany(cell => cell).Select(code => code.Split(' ')[0]).Distinct();

        rows.Should().BeEquivalentTo(Commands(await HelpAsync("help")).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task Readme_has_every_option_of_run_and_of_plan_and_the_variable_of_each_that_has_a_value()
    {
        var shared = CodeOf(Table("| option | what it says |")).Select(cell => cell[0].Split(' ')[0]).ToList();
        var own = CodeOf(Table("| option | what it says |", after: "`run` has these of its own:")).Select(cell => cell[0].Split(' ')[0]).ToList();

        Options(await HelpAsync("plan --help")).Should().BeEquivalentTo(shared);
        Options(await HelpAsync("run --help")).Should().BeEquivalentTo([.. shared, .. own]);
    }

    [Fact]
    public void Readme_has_every_exit_code() => Table("| code | when |").Select(row => row.Split('|')[1].Trim()).Should().BeEquivalentTo(
        Code().Matches(File.ReadAllText(RepositoryRoot.File("samples", "CoprJobGrab.ConsoleHost", "ExitCodes.cs")))
            .Select(match => match.Groups[1].Value).Distinct());

    private static async Task<IReadOnlyList<string>> HelpAsync(string words)
    {
        await using var run = ConsoleHost.Start(words.Split(' '));
        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        return run.Output;
    }

    private static IEnumerable<string> Commands(IEnumerable<string> help) =>
        help.SkipWhile(line => line != "Commands:").Skip(1).TakeWhile(line => line.Length > 0).Select(line => line.Trim());

    private static List<string> Options(IEnumerable<string> help) => [.. help.Where(line => line.StartsWith("  --", StringComparison.Ordinal))
        .Select(line => Named().Match(line).Value)];

    private static List<string> Table(string head, string after = "") => [.. Readme.SkipWhile(line => !line.StartsWith(after, StringComparison.Ordinal))
        .SkipWhile(line => line != head).Skip(2).TakeWhile(line => line.StartsWith('|'))];

    /// <summary>What stands in backticks in the first cell of each row.</summary>
    private static IEnumerable<List<string>> CodeOf(IEnumerable<string> rows) => rows
        .Select(row => CodeText().Matches(row.Replace(@"\|", "/", StringComparison.Ordinal).Split('|')[1]).Select(match => match.Groups[1].Value).ToList())
        .Where(cell => cell.Count > 0);

    [GeneratedRegex(@"--[a-z][a-z-]*")]
    private static partial Regex Named();

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex CodeText();

    [GeneratedRegex(@"const int \w+ = ([0-9]+);")]
    private static partial Regex Code();
}
