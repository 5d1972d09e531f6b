using System.CommandLine;
using CoprJobGrab.ConsoleHost.Output;
using CoprJobGrab.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace CoprJobGrab.ConsoleHost.Commands;

/// <summary><c>run</c>: the grabber's loop, until it is told to stop or has done its cycles.</summary>
internal static class RunCommand
{
    private static readonly Option<string?> ActionCommand = new("--action-command")
    {
        Description = "Run this program for each action, with the action's JSON on its standard input. It ends with 0 for success; from 129 to 192 as "
            + "if killed by a signal, which is tried again; with another number for failure, and the end of its standard error is the message.",
        HelpName = "PROGRAM",
    };
    private static readonly Option<bool> TaskEndChannel = new("--task-end-channel")
    {
        Description = "Hear the Redis channel over which workers of 2015 and 2016 tell that a task has ended or is given up, and their backend's start signal.",
    };
    private static readonly Option<bool> Strict =
        new("--strict") { Description = "End with exit code 1 when the set-up is doubtful, such as a Redis that may drop the queues." };
    private static readonly Option<bool> Json = new("--json") { Description = "One line of JSON per cycle on standard output." };

    public static Command Create()
    {
        var command = new Command("run", "Grab jobs until told to stop.");
        GrabberArguments.AddTo(command);
        ValueArguments.AddTo(command, ValueArguments.OfRun);
        command.Options.Add(ActionCommand);
        command.Options.Add(TaskEndChannel);
        command.Options.Add(Strict);
        command.Options.Add(Json);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var faults = new List<string>();
        var (arguments, program) = Read(parsed, faults);
        if (faults.Count > 0)
        {
            return ExitCodes.InvalidOptions(faults, parsed);
        }

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var json = parsed.GetValue(Json);
        var lines = json || Console.IsOutputRedirected || Console.IsErrorRedirected ? null : new TerminalLines(AnsiConsole.Console, TimeProvider.System);
        builder.Services.AddSingleton<LoggerFactory>().Replace(ServiceDescriptor.Singleton<ILoggerFactory, OwnLog>());
        AddLog(builder.Logging, lines);
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));
        var grabber = arguments.AddGrabber(builder.Services).AddEventSink(lines ?? CycleLines.To(Console.Out, json));
        grabber.Configure(options => options.Checks = parsed.GetValue(Strict) ? SetupChecks.Fail : SetupChecks.Warn);
        if (parsed.GetValue(TaskEndChannel))
        {
            grabber.AddTaskEndChannel();
        }

        var (lastCycle, hasWorked) = (0L, false);
        grabber.AddEventSink(EventSink.Create(told =>
        {
            if (told is CycleEnded { Report: var report })
            {
                lastCycle = report.Cycle;
                hasWorked |= report.Ok || report.Partial;
            }
        }));
        var handler = program is null ? null : new CommandActionHandler(program, Secrets.Variables);
        if (handler is not null)
        {
            grabber.AddActionHandler(handler.HandleAsync);
        }

        Action<LogLevel, string> tell = lines is null ? (_, text) => Console.Error.WriteLine(text) : lines.Say;
        foreach (var remark in arguments.Remarks)
        {
            tell(LogLevel.Warning, OwnNames.Line(remark));
        }

        if (arguments.AreQueuesInMemory)
        {
            tell(LogLevel.Information, "The queues are in memory and end with this process; --redis HOST:PORT puts them on Redis.");
        }

        var systemd = new SystemdNotifier();
        if (systemd.IsEnabled)
        {
            grabber.AddEventSink(CycleLines.To(systemd));
        }

        using var interrupt = SecondInterrupt.Heed(() => handler?.EndAll());
        using var host = builder.Build();
        using var hangUp = arguments.File?.ReloadAtHangUp() ?? HangUp.Ignore(host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(HangUp)));
        using var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping
            .Register(() => systemd.Notify(ServiceState.Stopping));
        var cycles = host.Services.GetRequiredKeyedService<IOptions<CoprJobGrabOptions>>(arguments.Name).Value.Loop.MaxCycles;
        var loops = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await host.RunAsync(stop);
        // 0, unless the grabber has ended the host, its loop cannot go on, or it has done all of its cycles and none has worked.
        return loops.Exists(loop => loop.ExecuteTask is { IsFaulted: true }) || (lastCycle == cycles && !hasWorked) ? ExitCodes.Failed : Environment.ExitCode;
    }

    private static void AddLog(ILoggingBuilder log, TerminalLines? lines)
    {
        if (lines is null)
        {
            // The journal has times and levels of its own.
            _ = SystemdHelpers.IsSystemdService() ? log.AddSystemdConsole() : log.AddSimpleConsole(console => console.SingleLine = true);
            log.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        }
        else
        {
            // The events themselves are shown already.
            log.AddProvider(lines).AddFilter<TerminalLines>(nameof(CoprJobGrab), LogLevel.None);
        }
    }

    /// <summary>Reads the options; what is wrong with them is added to <paramref name="faults"/>.</summary>
    public static (GrabberArguments Arguments, string? ActionCommand) Read(ParseResult parsed, List<string> faults)
    {
        var arguments = GrabberArguments.Read(parsed, faults, ValueArguments.Read(parsed, ValueArguments.OfRun, faults));
        if (arguments.AreQueuesInMemory && parsed.GetValue(TaskEndChannel))
        {
            faults.Add($"{TaskEndChannel.Name} needs a Redis, which has the channel; give --redis HOST:PORT");
        }

        if (arguments.Name is not null && parsed.GetValue(TaskEndChannel))
        {
            faults.Add($"{TaskEndChannel.Name} is given with --name, and the channel is one for all farms on a Redis; leave one of the two out");
        }

        return (arguments, ReadProgram(parsed.Text(ActionCommand), faults));
    }

    private static string? ReadProgram(string? program, List<string> faults)
    {
        if (program is not null && ProgramFile.FaultOf(program) is { } fault)
        {
            faults.Add($"{ActionCommand.Name} is '{program}', which cannot be run: {fault}");
        }

        return program;
    }
}
