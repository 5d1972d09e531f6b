using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CoprJobGrab.ConsoleHost;

/// <summary>The options that commands share. They are read as text, so that every fault can be told at once.</summary>
internal sealed class GrabberArguments
{
    private static readonly Option<string?> Frontend = new("--frontend") { Description = "The frontend's address.", HelpName = "URL" };
    private static readonly Option<string[]> Group =
        new("--group") { Description = "A builder group and what it builds; may be given more than once. run, plan and why need one, or --copr-be-conf; "
            + "the other commands look at the groups that Redis knows, too.", HelpName = "ID=ARCH,ARCH…" };
    private static readonly Option<string?> RedisServer =
        new("--redis") { Description = "The Redis that has the queues; run and plan do without, with queues in memory.", HelpName = "HOST:PORT[,options]" };
    private static readonly Option<string?> FarmName =
        new("--name") { Description = "The farm's name, the same in all its processes; farms of different names can share a Redis.", HelpName = "NAME" };
    private static readonly Option<string?> PasswordFile =
        new("--password-file") { Description = $"A file with the frontend's password; otherwise ${Secrets.FrontendVariable}.", HelpName = "FILE" };

    private static readonly Option<string?> Conf = new("--copr-be-conf")
    {
        Description = "Copr's own copr-be.conf; other options override it. At SIGHUP run reads it anew.",
        HelpName = "FILE",
    };

    private readonly Action<CoprJobGrabOptions> _configure;
    private readonly SchedulingArguments? _scheduling;
    private readonly string? _redis;
    private readonly bool _onlyOperates;

    private GrabberArguments(
        Action<CoprJobGrabOptions> configure, SchedulingArguments? scheduling, BackendConfFile? file, string? redis, string? name,
        IReadOnlyList<string> remarks, bool onlyOperates)
    {
        Remarks = remarks;
        Name = name;
        _configure = configure;
        _scheduling = scheduling;
        File = file;
        _redis = redis;
        _onlyOperates = onlyOperates;
    }

    /// <summary>The file that says what the options do not; null when none was given.</summary>
    public BackendConfFile? File { get; }

    /// <summary>The farm's name, which is the key of the grabber's services; null for the one without a name.</summary>
    public string? Name { get; }

    /// <summary>What is doubtful about the options, and does not keep the command from its work.</summary>
    public IReadOnlyList<string> Remarks { get; }

    // A copr-be.conf names a Redis, by default the usual one. A command that only operates refuses to run without a Redis.
    public bool AreQueuesInMemory => _redis is null && File is null && !_onlyOperates;

    /// <summary>Gives a command the options that say which queues are meant.</summary>
    public static void AddQueuesTo(Command command)
    {
        command.Options.Add(Group);
        command.Options.Add(RedisServer);
        command.Options.Add(FarmName);
    }

    /// <summary>Gives a command the options that say which frontend and which queues are meant.</summary>
    public static void AddTo(Command command)
    {
        AddQueuesTo(command);
        command.Options.Add(Frontend);
        command.Options.Add(ValueArguments.Protocol.Option);
        command.Options.Add(PasswordFile);
        command.Options.Add(Conf);
        SchedulingArguments.AddTo(command);
        ValueArguments.AddTo(command, ValueArguments.OfClaims);
    }

    /// <summary>Reads the options; what is wrong with them is added to <paramref name="faults"/>.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <param name="more">Sets what the command has options of its own for.</param>
    public static GrabberArguments Read(ParseResult parsed, List<string> faults, Action<CoprJobGrabOptions>? more = null)
    {
        var remarks = new List<string>();
        var url = ReadUrl(parsed);
        var protocol = ValueArguments.Read(parsed, [ValueArguments.Protocol], faults);
        var password = Secrets.Frontend(parsed.Text(PasswordFile), faults, remarks);
        var claims = ValueArguments.Read(parsed, ValueArguments.OfClaims, faults);
        var file = parsed.Text(Conf) is { Length: > 0 } path ? new BackendConfFile(path) : null;
        return ReadShared(
            parsed,
            faults,
            options =>
            {
                options.Frontend.Url = url ?? options.Frontend.Url;
                protocol(options);
                options.Frontend.Password = password.Length > 0 ? password : options.Frontend.Password;
                claims(options);
                more?.Invoke(options);
            },
            remarks,
            SchedulingArguments.Read(parsed, faults),
            file);
    }

    /// <summary>Reads the options of a command that asks no frontend and needs queues that outlive a process.</summary>
    public static GrabberArguments ReadQueues(ParseResult parsed, List<string> faults)
    {
        if (!parsed.Has(RedisServer))
        {
            faults.Add($"{RedisServer.Name} is missing; give HOST:PORT of the Redis that has the queues: those in memory are known to their own process alone");
        }

        return ReadShared(parsed, faults, _ => { }, [], onlyOperates: true);
    }

    private static GrabberArguments ReadShared(
        ParseResult parsed, List<string> faults, Action<CoprJobGrabOptions> more, IReadOnlyList<string> remarks, SchedulingArguments? scheduling = null,
        BackendConfFile? file = null, bool onlyOperates = false)
    {
        var groups = parsed.Texts(Group).Select(text => ReadGroup(text, faults)).OfType<(string Id, string[] Architectures)>().ToList();
        if (groups.Count == 0 && file is null && !onlyOperates)
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
                if (groups.Count > 0)
                {
                    options.Groups.Clear();
                }

                foreach (var (id, architectures) in groups)
                {
                    options.AddGroup(id, architectures);
                }

                scheduling?.Configure(options);
            },
            scheduling,
            file,
            redis,
            ReadName(parsed.Text(FarmName), faults),
            [.. remarks.Select(remark => Variables.Named(remark, parsed)), .. Variables.Mistyped(parsed)],
            onlyOperates);
        arguments.Validate(faults);
        return arguments;
    }

    public ICoprJobGrabBuilder AddGrabber(IServiceCollection services)
    {
        var builder = (Name, _onlyOperates) switch
        {
            (null, false) => services.AddCoprJobGrab(),
            (null, true) => services.AddCoprJobGrabOperator(),
            (var name, false) => services.AddCoprJobGrab(name),
            (var name, true) => services.AddCoprJobGrabOperator(name),
        };
        if (File is not null)
        {
            builder.Configure(File.Section);
        }

        builder.Configure(_configure);
        if (_scheduling is not null)
        {
            services.AddSingleton<IValidateOptions<CoprJobGrabOptions>>(new ValidateScheduling(_scheduling));
        }

        return AreQueuesInMemory ? builder : builder.UseRedis(redis =>
        {
            if (_redis is not null)
            {
                // Another Redis than the file's has another password, and its database is part of the option.
                (redis.Configuration, redis.Password, redis.Database) = (_redis, null, null);
            }

            redis.Password = Secrets.Redis() ?? redis.Password;
        });
    }

    private void Validate(List<string> faults)
    {
        var services = new ServiceCollection();
        AddGrabber(services);
        using var provider = services.BuildServiceProvider();
        try
        {
            _ = provider.GetRequiredKeyedService<IOptions<CoprJobGrabOptions>>(Name).Value;
        }
        catch (OptionsValidationException invalid)
        {
            foreach (var failure in invalid.Failures)
            {
                faults.Add(OwnNames.In(failure));
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

    private static string? ReadName(string? name, List<string> faults)
    {
        try
        {
            return name is null ? null : new ServiceCollection().AddCoprJobGrab(name).Name;
        }
        catch (ArgumentException fault)
        {
            faults.Add($"{FarmName.Name}: {fault.Message.Split(" (Parameter")[0]}");
            return null;
        }
    }

    private static void RefusePassword(string? redis, List<string> faults)
    {
        try
        {
            if (redis is not null && !string.IsNullOrEmpty(ConfigurationOptions.Parse(redis).Password))
            {
                faults.Add(
                    $"--redis holds a password; put it into ${Secrets.RedisVariable} instead, "
                        + "which neither others on the machine nor the programs of actions can read");
            }
        }
        catch (ArgumentException)
        {
            // The validator reads it too, and says what is wrong.
        }
    }

    // Asked again after each reload of the file.
    private sealed class ValidateScheduling(SchedulingArguments scheduling) : IValidateOptions<CoprJobGrabOptions>
    {
        public ValidateOptionsResult Validate(string? name, CoprJobGrabOptions options) =>
            scheduling.FaultOf(options) is { } fault ? ValidateOptionsResult.Fail(fault) : ValidateOptionsResult.Success;
    }
}
