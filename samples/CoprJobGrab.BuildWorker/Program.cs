using System.CommandLine;
using System.Runtime.InteropServices;
using CoprJobGrab;
using CoprJobGrab.BuildWorker;
using CoprJobGrab.ConsoleHost;
using CoprJobGrab.ConsoleHost.Output;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

const int Failed = 1;
const int Invalid = 2;
const int Interrupted = 130;

StandardStreams.Guard();
Console.SetOut(new UnfailingWriter(Console.Out));
var json = new Option<bool>("--json") { Description = "One line of JSON per event on standard output." };
var root = new RootCommand("A builder of Fedora Copr's: takes builds from the job grabber's queues, and runs a program for each, until told to stop.") { json };
foreach (var option in WorkerArguments.Options)
{
    root.Options.Add(option);
}

root.SetAction(RunAsync);
var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (parsed.Errors.Count == 0)
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}

// A mistyped option must not hide what is wrong with the others.
var faults = ParserFaults.Of(parsed, args).ToList();
WorkerArguments.Read(parsed, faults);
return Tell(faults);

async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
{
    var faults = new List<string>();
    var arguments = WorkerArguments.Read(parsed, faults);
    if (faults.Count > 0)
    {
        return Tell(faults);
    }

    foreach (var remark in arguments.Remarks.Concat(ProcessGroup.IsSupported ? [] : ["setsid is not there, so that a command's own processes may outlive it."]))
    {
        Console.Error.WriteLine(Printable.Of(remark));
    }

    var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
    builder.Services.AddSingleton<LoggerFactory>().Replace(ServiceDescriptor.Singleton<ILoggerFactory, OwnLog>());
    // The journal has times and levels of its own.
    _ = SystemdHelpers.IsSystemdService() ? builder.Logging.AddSystemdConsole() : builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
    builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
    // The grace of running builds, that of their commands, and the last word to the frontend.
    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = (2 * arguments.Grace) + TimeSpan.FromSeconds(30));
    using var taking = new Taking();
    arguments.AddWorker(builder.Services, taking).AddEventSink(BuildLines.To(Console.Out, parsed.GetValue(json)));

    // The commands are in groups of their own, where no signal of the terminal's comes to them.
    AppDomain.CurrentDomain.ProcessExit += (_, _) => ProcessGroup.KillAll();
    using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, taking.IsOver);
    using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => Stop(signal, ending));
    var interrupts = 0;
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
    {
        Stop(signal, ending);
        if (Interlocked.Increment(ref interrupts) == 2)
        {
            Environment.Exit(Interrupted);
        }
    });
    using var host = builder.Build();
    var workers = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
    await host.RunAsync(ending.Token);
    // 0, unless a log could not be written, or the worker cannot go on.
    return taking.HasEnded || workers.Exists(worker => worker.ExecuteTask is { IsFaulted: true }) ? Failed : Environment.ExitCode;
}

static void Stop(PosixSignalContext signal, CancellationTokenSource ending)
{
    // The default would end it at once.
    signal.Cancel = true;
    ending.Cancel();
}

static int Tell(IEnumerable<string> faults)
{
    foreach (var fault in faults)
    {
        Console.Error.WriteLine(Printable.Of(fault));
    }

    return Invalid;
}
