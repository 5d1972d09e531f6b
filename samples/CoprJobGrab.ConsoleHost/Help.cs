using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Spectre.Console;

namespace CoprJobGrab.ConsoleHost;

/// <summary>The help of a command: its usage, its options under headings, and examples.</summary>
internal sealed class Help : SynchronousCommandLineAction
{
    // The parser would cut the name of a native program at its dot.
    private const string Program = "CoprJobGrab.ConsoleHost";
    private const int LeastTextWidth = 30;
    private const int Whole = int.MaxValue;
    private const string Farm = "--frontend https://copr.example.org --group 0=x86_64,source --redis 127.0.0.1:6379";
    private const string Queues = "--redis 127.0.0.1:6379";

    private static readonly (string Heading, string[] Options)[] Headings =
    [
        ("The frontend", ["--frontend", "--protocol", "--password-file"]),
        ("The queues", ["--redis", "--group", "--name", "--copr-be-conf"]),
        ("What is handed out", ["--limit", "--depth", "--block-owner"]),
        ("How long and how often", ["--start-patience", "--run-patience", "--attempts", "--release-rule"]),
        ("The loop", ["--interval", "--cycles", "--lease", "--task-end-channel", "--strict"]),
        ("Actions", ["--action-command", "--action-time-limit"]),
    ];

    private static readonly Dictionary<string, string[]> Examples = new()
    {
        [""] = ["", $"run {Farm}", $"why 7654321-fedora-42-x86_64 {Farm}", "help run"],
        ["run"] = [$"run {Farm}", $"run {Farm} --action-command /usr/local/bin/copr-action --limit owner=20"],
        ["plan"] = [$"plan {Farm}", "plan --frontend https://copr.example.org --group '0=*,source' --limit owner=20 --json"],
        ["why"] = [$"why 7654321-fedora-42-x86_64 {Farm}"],
        ["status"] = [$"status {Queues}", $"status {Queues} --json"],
        ["top"] = [$"top {Queues}"],
        ["parked"] = [$"parked {Queues}", $"parked release 7654321-fedora-42-x86_64 {Queues}"],
        ["forget"] = [$"forget 0 {Queues} --dry-run", $"forget --task 7654321-fedora-42-x86_64 {Queues}"],
        ["actions"] = [$"actions {Queues}", $"actions tell 4711 {Queues}"],
        ["help"] = ["help run", "help parked release"],
    };

    /// <summary>Has every command show this help.</summary>
    public static void GiveTo(RootCommand root) => root.Options.OfType<HelpOption>().Single().Action = new Help();

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var words = string.Join(' ', Path(command).Skip(1).Select(each => each.Name).Prepend(Program));
        var grouped = Headings.SelectMany(heading => heading.Options).ToHashSet();
        var options = command.Options.ToLookup(option => grouped.Contains(option.Name));
        Console.Out.WriteLine(command.Description);
        Write("Usage", [$"{words}{Forms(command)}{(command.Subcommands.Count > 0 ? " [COMMAND]" : "")}{(command.Options.Count > 0 ? " [OPTIONS]" : "")}"]);
        Write("Commands", command.Subcommands.Select(each => (each.Name + Forms(each), each.Description)));
        Write("Arguments", command.Arguments.Select(argument => (argument.Name, argument.Description)));
        foreach (var (heading, names) in Headings)
        {
            Write(heading, options[true].Where(option => names.Contains(option.Name)).OrderBy(option => names.IndexOf(option.Name)).Select(Row));
        }

        Write("Options", options[false].Select(Row));
        if (options[true].Any())
        {
            Write("Variables", [
                "An option with a value can come from the environment instead, as --frontend from COPRJOBGRAB_FRONTEND.",
                $"Passwords come from {Secrets.FrontendVariable} and {Secrets.RedisVariable}."]);
        }

        var examples = Examples.GetValueOrDefault(command is RootCommand ? "" : words.Split(' ')[1], []);
        Write("Examples", examples.Select(example => $"{Program} {example}".TrimEnd()), Whole);
        return ExitCodes.Success;
    }

    private static IEnumerable<Command> Path(Command command) => [.. command.Parents.OfType<Command>().SelectMany(Path), command];

    private static string Forms(Command command) => string.Concat(
        command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}"));

    private static (string, string?) Row(Option option) =>
        (string.Join(", ", option.Aliases.Where(alias => alias[0] == '-').Order().Append(option.Name)) + (option.HelpName is { } value ? $" {value}" : ""),
            option.Description);

    private static void Write(string heading, IEnumerable<(string Name, string? Text)> rows)
    {
        var all = rows.ToList();
        var nameWidth = all.Select(row => row.Name.Length).DefaultIfEmpty().Max();
        Write(heading, all.Select(row => $"{row.Name.PadRight(nameWidth)}  {row.Text}"), nameWidth + 4);
    }

    private static void Write(string heading, IEnumerable<string> lines, int indent = 4)
    {
        var all = lines.ToList();
        if (all.Count > 0)
        {
            Console.Out.WriteLine();
            Console.Out.WriteLine(!Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi ? $"\e[1m{heading}:\e[0m" : $"{heading}:");
            all.ForEach(line => Console.Out.WriteLine(Wrapped($"  {line}", indent)));
        }
    }

    /// <summary>Breaks a line between words where the terminal ends; what follows stands below the text of the first.</summary>
    private static string Wrapped(string line, int indent)
    {
        var wrapped = "";
        var width = AnsiConsole.Profile.Width;
        while (line.Length >= width && width - indent >= LeastTextWidth && line.LastIndexOf(' ', width - 1) is var end && end > indent)
        {
            wrapped += line[..end] + Environment.NewLine;
            line = new string(' ', indent) + line[(end + 1)..];
        }

        return wrapped + line;
    }
}
