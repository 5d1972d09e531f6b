using System.CommandLine;
using CoprJobGrab.ConsoleHost.Output;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

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
            return ExitCodes.InvalidOptions(faults);
        }

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.AddSingleton<LoggerFactory>().Replace(ServiceDescriptor.Singleton<ILoggerFactory, OwnLog>());
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));
        var grabber = arguments.AddGrabber(builder.Services).AddEventSink(CycleLines.To(Console.Out, parsed.GetValue(Json)));
        builder.Services.Configure<CoprJobGrabOptions>(options => options.Checks = parsed.GetValue(Strict) ? SetupChecks.Fail : SetupChecks.Warn);
        if (parsed.GetValue(TaskEndChannel))
        {
            grabber.AddTaskEndChannel();
        }

        var handler = program is null ? null : new CommandActionHandler(program, Secrets.Variables);
        if (handler is not null)
        {
            grabber.AddActionHandler(handler.HandleAsync);
        }

        foreach (var remark in arguments.Remarks)
        {
            await Console.Error.WriteLineAsync(OwnNames.Line(remark));
        }

        if (arguments.AreQueuesInMemory)
        {
            await Console.Error.WriteLineAsync("The queues are in memory and end with this process; --redis HOST:PORT puts them on Redis.");
        }

        using var interrupt = SecondInterrupt.Heed(() => handler?.EndAll());
        using var host = builder.Build();
        using var hangUp = arguments.File?.ReloadAtHangUp() ?? HangUp.Ignore(host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(HangUp)));
        await host.RunAsync(stop);
        // 0, unless the grabber has ended the host.
        return Environment.ExitCode;
    }

    /// <summary>Reads the options; what is wrong with them is added to <paramref name="faults"/>.</summary>
    public static (GrabberArguments Arguments, string? ActionCommand) Read(ParseResult parsed, List<string> faults)
    {
        var arguments = GrabberArguments.Read(parsed, faults, ValueArguments.Read(parsed, ValueArguments.OfRun, faults));
        if (arguments.AreQueuesInMemory && parsed.GetValue(TaskEndChannel))
        {
            faults.Add($"{TaskEndChannel.Name} needs a Redis, which has the channel; give --redis HOST:PORT");
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
