using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CoprJobGrab.ConsoleHost;

/// <summary>The options that commands share. They are read as text, so that every fault can be told at once.</summary>
internal sealed class GrabberArguments
{
    private static readonly Option<string?> Frontend = new("--frontend") { Description = "The frontend's address.", HelpName = "URL" };
    private static readonly Option<string[]> Group = new("--group") { Description = "A builder group and what it builds; may be given more than once.", HelpName = "ID=ARCH,ARCH…" };
    private static readonly Option<string?> RedisServer = new("--redis") { Description = "The Redis that has the queues; run and plan do without, with queues in memory.", HelpName = "HOST:PORT[,options]" };
    private static readonly Option<string?> Protocol = new("--protocol") { Description = "auto (the default), waiting or pending.", HelpName = "NAME" };
    private static readonly Option<string?> PasswordFile = new("--password-file") { Description = $"A file with the frontend's password; otherwise ${Secrets.FrontendVariable}.", HelpName = "FILE" };

    // What the library calls by the name that it has in a configuration.
    private static readonly (string Option, string Argument)[] NamesInOptions =
    [
        ("Frontend:Url", Frontend.Name), ("Frontend:Protocol", Protocol.Name), ("Frontend:Password", $"${Secrets.FrontendVariable} or {PasswordFile.Name}"),
        ("Redis:Configuration", RedisServer.Name), ("Redis:Password", $"${Secrets.RedisVariable}"),
        ("Leadership:Lease", RunArguments.Lease.Name), ("Claims:StartPatience", RunArguments.StartPatience.Name), ("Claims:RunPatience", RunArguments.RunPatience.Name),
        ("Claims:Attempts", RunArguments.Attempts.Name), ("Claims:ReleaseRule", RunArguments.ReleaseRule.Name),
    ];

    private readonly Action<CoprJobGrabOptions> _configure;
    private readonly string? _redis;

    private GrabberArguments(Action<CoprJobGrabOptions> configure, string? redis)
    {
        _configure = configure;
        _redis = redis;
    }

    public bool AreQueuesInMemory => _redis is null;

    /// <summary>A message of the library with this program's names for its options.</summary>
    public static string InOwnNames(string message) =>
        NamesInOptions.Aggregate(message, (text, name) => text.Replace(name.Option, name.Argument, StringComparison.Ordinal));

    /// <summary>Gives a command the options that say which queues are meant.</summary>
    public static void AddQueuesTo(Command command)
    {
        command.Options.Add(Group);
        command.Options.Add(RedisServer);
    }

    /// <summary>Gives a command the options that say which frontend and which queues are meant.</summary>
    public static void AddTo(Command command)
    {
        AddQueuesTo(command);
        foreach (Option option in new Option[] { Frontend, Protocol, PasswordFile })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the options; what is wrong with them is added to <paramref name="faults"/>.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <param name="more">Sets what the command has options of its own for.</param>
    public static GrabberArguments Read(ParseResult parsed, List<string> faults, Action<CoprJobGrabOptions>? more = null)
    {
        var url = ReadUrl(parsed);
        var protocol = ReadProtocol(parsed.Text(Protocol), faults);
        var password = Secrets.Frontend(parsed.Text(PasswordFile), faults);
        return ReadShared(parsed, faults, options =>
        {
            options.Frontend.Url = url;
            options.Frontend.Protocol = protocol;
            options.Frontend.Password = password;
            more?.Invoke(options);
        });
    }

    /// <summary>Reads the options of a command that asks no frontend and needs queues that outlive a process.</summary>
    public static GrabberArguments ReadQueues(ParseResult parsed, List<string> faults)
    {
        if (!parsed.Has(RedisServer))
        {
            faults.Add($"{RedisServer.Name} is missing; give HOST:PORT of the Redis that has the queues: those in memory are known to their own process alone");
        }

        // Nobody asks it.
        return ReadShared(parsed, faults, options => options.Frontend.Url = new Uri("http://localhost"));
    }

    private static GrabberArguments ReadShared(ParseResult parsed, List<string> faults, Action<CoprJobGrabOptions> more)
    {
        var groups = parsed.Texts(Group).Select(text => ReadGroup(text, faults)).OfType<(string Id, string[] Architectures)>().ToList();
        if (groups.Count == 0)
        {
            if (!parsed.Has(Group))
            {
                faults.Add("--group is missing; give at least one, for instance --group 0=x86_64,i386");
            }

            // It stands in for the missing one, whose fault is told: the validator is to tell the others.
            groups.Add(("0", ["*"]));
        }

        var redis = parsed.Text(RedisServer);
        RefusePassword(redis, faults);
        var arguments = new GrabberArguments(
            options =>
            {
                more(options);
                foreach (var (id, architectures) in groups)
                {
                    options.AddGroup(id, architectures);
                }
            },
            redis);
        arguments.Validate(faults);
        return arguments;
    }

    public ICoprJobGrabBuilder AddGrabber(IServiceCollection services)
    {
        var builder = services.AddCoprJobGrab(_configure);
        return _redis is null ? builder : builder.UseRedis(redis =>
        {
            redis.Configuration = _redis;
            redis.Password = Secrets.Redis();
        });
    }

    private void Validate(List<string> faults)
    {
        var services = new ServiceCollection();
        AddGrabber(services);
        using var provider = services.BuildServiceProvider();
        try
        {
            _ = provider.GetRequiredService<IOptions<CoprJobGrabOptions>>().Value;
        }
        catch (OptionsValidationException invalid)
        {
            foreach (var failure in invalid.Failures)
            {
                faults.Add(InOwnNames(failure));
            }
        }
    }

    // An address of another kind, or none at all, is left to the validator, which knows what may be shown of it.
    private static Uri? ReadUrl(ParseResult parsed) => parsed.Text(Frontend) switch
    {
        // Where only the value is missing, the parser tells it; an address stands in, so that it is not told again.
        null => parsed.Has(Frontend) ? new Uri("http://localhost") : null,
        var text => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var url) ? url : new Uri("", UriKind.Relative),
    };

    private static (string Id, string[] Architectures)? ReadGroup(string text, List<string> faults)
    {
        if (text.Split('=', 2) is [var id, var architectures])
        {
            return (id, architectures.Split(','));
        }

        faults.Add($"--group is '{text}'; give ID=ARCH,ARCH…, for instance 0=x86_64,i386");
        return null;
    }

    private static FrontendProtocol ReadProtocol(string? text, List<string> faults)
    {
        switch (text)
        {
            case null or "auto":
                return FrontendProtocol.Auto;
            case "waiting":
                return FrontendProtocol.Waiting;
            case "pending":
                return FrontendProtocol.Pending;
            default:
                faults.Add($"--protocol is '{text}'; give auto, waiting or pending");
                return FrontendProtocol.Auto;
        }
    }

    private static void RefusePassword(string? redis, List<string> faults)
    {
        try
        {
            if (redis is not null && !string.IsNullOrEmpty(ConfigurationOptions.Parse(redis).Password))
            {
                faults.Add($"--redis holds a password; put it into ${Secrets.RedisVariable} instead, arguments are readable by everybody on the machine");
            }
        }
        catch (ArgumentException)
        {
            // The validator reads it too, and says what is wrong.
        }
    }
}
