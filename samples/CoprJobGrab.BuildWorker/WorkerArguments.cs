using System.CommandLine;
using System.Globalization;
using CoprJobGrab.ConsoleHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CoprJobGrab.BuildWorker;

/// <summary>The program's options. They are read as text, so that every fault can be told at once.</summary>
internal sealed class WorkerArguments
{
    // A timer takes no longer one.
    private const double MostSeconds = 4_000_000;
    private const double MostGrace = 24 * 60 * 60;

    private static readonly Option<string?> RedisServer = Of("--redis", "HOST:PORT[,options]", "The Redis that has the queues.");
    private static readonly Option<string?> Farm = Of("--farm", "NAME", "The farm's name, where its grabbers have one (--name of the console host).");
    private static readonly Option<string[]> Group = new("--group")
    {
        Description = "A builder group to take from; may be given more than once, and they are emptied in this order.",
        HelpName = "ID",
    };
    private static readonly Option<string?> Frontend = Of("--frontend", "URL", "The frontend's address.");
    private static readonly Option<string?> Protocol = Of("--protocol", "NAME", "waiting or pending (the default).");
    private static readonly Option<string?> PasswordFile =
        Of("--password-file", "FILE", $"A file with the frontend's password; otherwise ${Secrets.FrontendVariable}.");
    private static readonly Option<string?> WorkerName =
        Of("--name", "NAME", "The worker's name in its log; the default is the machine's name and the number of the process.");
    private static readonly Option<string?> Concurrency = Of("--concurrency", "N", "How many builds run at once; the default is 1.");
    private static readonly Option<string?> Lease =
        Of("--lease", "SECONDS", "How long a claim lasts unless it is renewed; the default is 60. A dead worker's builds are handed out again so long after.");
    private static readonly Option<string?> GraceTime = Of(
        "--grace", "SECONDS",
        "How long running builds may go on at a stop, and how long a command that is stopped may take from SIGTERM to SIGKILL; the default is 5.");
    private static readonly Option<string?> Program = Of(
        "--command", "PROGRAM",
        "Run this program for each build, with the task's JSON on its standard input, and CJG_TASK_ID and CJG_ATTEMPT in its environment. It ends with 0 for "
            + "success, with 75 to give the build back, and with another number for failure; the end of its standard error is the reason.");
    private static readonly Option<string?> LogDir =
        Of("--log-dir", "FOLDER", "Where each build gets a log, named by its task and attempt. It is made where it is not there.");

    private readonly Action<CoprJobGrabOptions> _grabber;
    private readonly Action<BuildWorkerOptions> _worker;
    private readonly string _redis;
    private readonly string? _farm;

    private WorkerArguments(ParseResult parsed, List<string> faults)
    {
        var url = ReadUrl(parsed, faults);
        var protocol = Text(parsed, Protocol) switch
        {
            null or "pending" => FrontendProtocol.Pending,
            "waiting" => FrontendProtocol.Waiting,
            var other => Fault<FrontendProtocol>(faults, $"{Protocol.Name} is '{other}'; give waiting or pending") ?? default,
        };
        var remarks = new List<string>();
        var password = Secrets.Frontend(Text(parsed, PasswordFile), faults, remarks);
        Remarks = remarks;
        _redis = ReadRedis(parsed, faults);
        _farm = ReadFarm(Text(parsed, Farm), faults);
        var groups = ReadGroups(parsed, faults);
        var name = Text(parsed, WorkerName);
        if (name is not null && string.IsNullOrWhiteSpace(name))
        {
            faults.Add($"{WorkerName.Name} is empty; give a name, or leave it out");
        }

        var concurrency = ReadNumber(parsed, faults);
        var lease = ReadSeconds(parsed, Lease, 3, MostSeconds, faults);
        var grace = ReadSeconds(parsed, GraceTime, 0, MostGrace, faults);
        Command = ReadProgram(parsed, faults);
        LogFolder = ReadFolder(parsed, faults);
        _grabber = options =>
        {
            options.Frontend.Url = url;
            options.Frontend.Protocol = protocol;
            options.Frontend.Password = password.Length > 0 ? password : options.Frontend.Password;
            foreach (var group in groups)
            {
                options.AddGroup(group, "*");
            }
        };
        _worker = options =>
        {
            options.Name = name ?? options.Name;
            options.Concurrency = concurrency ?? options.Concurrency;
            options.Lease = lease ?? options.Lease;
            options.Grace = grace ?? options.Grace;
            foreach (var group in groups)
            {
                options.Groups.Add(group);
            }
        };
        var worker = new BuildWorkerOptions();
        _worker(worker);
        Grace = worker.Grace;
        Validate(faults);
    }

    /// <summary>The program that builds.</summary>
    public string Command { get; }

    public string LogFolder { get; }

    public TimeSpan Grace { get; }

    /// <summary>What is doubtful about the options, and does not keep the worker from its work.</summary>
    public IReadOnlyList<string> Remarks { get; }

    public static IEnumerable<Option> Options =>
        [RedisServer, Farm, Group, Frontend, Protocol, PasswordFile, WorkerName, Concurrency, Lease, GraceTime, Program, LogDir];

    /// <summary>Reads the options; what is wrong with them is added to <paramref name="faults"/>.</summary>
    public static WorkerArguments Read(ParseResult parsed, List<string> faults) => new(parsed, faults);

    /// <summary>Adds the worker, which is alone: no loop, no lead.</summary>
    public ICoprJobGrabBuilder AddWorker(IServiceCollection services, Taking taking) => AddOperator(services)
        .DecorateWorkerQueue((_, queue) => taking.Before(queue)).AddBuildWorker(new CommandBuildHandler(this, taking), _worker);

    private ICoprJobGrabBuilder AddOperator(IServiceCollection services) =>
        (_farm is null ? services.AddCoprJobGrabOperator() : services.AddCoprJobGrabOperator(_farm)).Configure(_grabber).UseRedis(redis =>
        {
            redis.Configuration = _redis;
            redis.Password = Secrets.Redis() ?? redis.Password;
        });

    private void Validate(List<string> faults)
    {
        var services = new ServiceCollection();
        AddOperator(services);
        using var provider = services.BuildServiceProvider();
        try
        {
            _ = provider.GetRequiredKeyedService<IOptions<CoprJobGrabOptions>>(_farm).Value;
        }
        catch (OptionsValidationException invalid)
        {
            faults.AddRange(invalid.Failures.Select(OwnNames.In));
        }
    }

    // An address of another kind is left to the validator, which knows what may be shown of it.
    private static Uri ReadUrl(ParseResult parsed, List<string> faults)
    {
        if (Text(parsed, Frontend) is { } text)
        {
            return Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var url) ? url : new Uri("", UriKind.Relative);
        }

        Missing(parsed, Frontend, "give the frontend's address, for instance https://copr.example.org", faults);
        return new Uri("http://localhost");
    }

    private static string ReadRedis(ParseResult parsed, List<string> faults)
    {
        var redis = Text(parsed, RedisServer);
        try
        {
            if (redis is null)
            {
                Missing(parsed, RedisServer, "give HOST:PORT of the Redis that has the queues", faults);
            }
            else if (!string.IsNullOrEmpty(ConfigurationOptions.Parse(redis).Password))
            {
                faults.Add($"{RedisServer.Name} holds a password; put it into ${Secrets.RedisVariable} instead, which others on the machine cannot read");
            }
        }
        catch (ArgumentException)
        {
            // The validator reads it too, and says what is wrong.
        }

        return redis ?? "localhost";
    }

    private static string? ReadFarm(string? name, List<string> faults)
    {
        try
        {
            return name is null ? null : new ServiceCollection().AddCoprJobGrabOperator(name).Name;
        }
        catch (ArgumentException fault)
        {
            faults.Add($"{Farm.Name}: {fault.Message.Split(" (Parameter")[0]}");
            return null;
        }
    }

    private static List<string> ReadGroups(ParseResult parsed, List<string> faults)
    {
        var given = parsed.GetResult(Group)?.Tokens.Select(token => token.Value).ToList() ?? [];
        if (given.Count == 0)
        {
            Missing(parsed, Group, "give at least one builder group, for instance --group 0", faults);
        }

        foreach (var twice in given.GroupBy(group => group).Where(same => same.Count() > 1))
        {
            faults.Add($"{Group.Name} is '{twice.Key}' {twice.Count()} times; give it once");
        }

        foreach (var more in given.Where(group => group.Contains('=', StringComparison.Ordinal)))
        {
            faults.Add($"{Group.Name} is '{more}'; a worker needs the id alone, so give {more.Split('=')[0]}");
        }

        return [.. given.Where(group => !group.Contains('=', StringComparison.Ordinal)).Distinct()];
    }

    private static int? ReadNumber(ParseResult parsed, List<string> faults) => Text(parsed, Concurrency) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : Fault<int>(faults, $"{Concurrency.Name} is '{text}'; give a whole number, 1 or more");

    private static TimeSpan? ReadSeconds(ParseResult parsed, Option<string?> option, double least, double most, List<string> faults) =>
        Text(parsed, option) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? TimeSpan.FromSeconds(number)
            : Fault<TimeSpan>(faults, string.Create(
                CultureInfo.InvariantCulture, $"{option.Name} is '{text}'; give seconds, from {least} to {most}, for instance 10"));

    private static string ReadProgram(ParseResult parsed, List<string> faults)
    {
        var program = Text(parsed, Program);
        if (program is null)
        {
            Missing(parsed, Program, "give the program that builds", faults);
        }
        else if (ProgramFile.FaultOf(program) is { } fault)
        {
            faults.Add($"{Program.Name} is '{program}', which cannot be run: {fault}");
        }

        // Here before in the PATH, as everywhere; setsid looks into the PATH alone.
        return File.Exists(program) ? Path.GetFullPath(program) : program ?? "";
    }

    private static string ReadFolder(ParseResult parsed, List<string> faults)
    {
        var folder = Text(parsed, LogDir);
        try
        {
            if (string.IsNullOrEmpty(folder))
            {
                Missing(parsed, LogDir, "give the folder for the logs of builds", faults);
                return "";
            }

            Directory.CreateDirectory(folder);
            new FileStream(Path.Combine(folder, Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)
                .Dispose();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add($"{LogDir.Name} '{folder}' cannot be written: {fault.Message}");
        }

        return folder ?? "";
    }

    private static Option<string?> Of(string name, string form, string description) => new(name) { Description = description, HelpName = form };

    private static string? Text(ParseResult parsed, Option<string?> option) => parsed.GetResult(option)?.Tokens is [.., var last] ? last.Value : null;

    // Where only the value is missing, the parser tells it.
    private static void Missing(ParseResult parsed, Option option, string cure, List<string> faults)
    {
        if (parsed.GetResult(option) is null)
        {
            faults.Add($"{option.Name} is missing; {cure}");
        }
    }

    private static T? Fault<T>(List<string> faults, string fault) where T : struct
    {
        faults.Add(fault);
        return default(T);
    }
}
