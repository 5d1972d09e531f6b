using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CoprJobGrab.Snippets;

public static class Workers
{
    public static void Farm(string[] args)
    {
        #region quick-farm
        var builder = Host.CreateApplicationBuilder();
        builder.Services
            .AddCoprJobGrab(options =>
            {
                options.Frontend.Url = new Uri(args[0]);
                options.Frontend.Password = Environment.GetEnvironmentVariable("COPR_FRONTEND_PASSWORD") ?? "";
                options.AddGroup("0", "x86_64", "source");
            })
            .AddBuildWorker(
                async (work, stop) =>
                {
                    Console.WriteLine($"building {work.Task.TaskId}");
                    await Task.Delay(TimeSpan.FromSeconds(10), stop);
                    return new BuildOutcome.Succeeded();
                },
                worker => worker.Groups.Add("0"));
        builder.Build().Run();
        #endregion
    }

    public static void Beside(string[] args)
    {
        #region worker-beside
        var builder = Host.CreateApplicationBuilder();
        builder.Services
            .AddCoprJobGrabOperator()
            .Configure(options =>
            {
                options.Frontend.Url = new Uri("https://copr.example.org");
                options.Frontend.Password = Environment.GetEnvironmentVariable("COPR_FRONTEND_PASSWORD") ?? "";
            })
            .UseRedis("127.0.0.1:6379")
            .AddBuildWorker<RebuildPackage>(worker =>
            {
                worker.Groups.Add("0");
                worker.Concurrency = 4;
                worker.TimeLimit = TimeSpan.FromHours(5);
            });
        builder.Build().Run();
        #endregion
    }

    public static void Reporter(ICoprJobGrabBuilder builder)
    {
        #region worker-reporter-use
        builder.UseBuildReporter<FolderReporter>();
        #endregion
    }
}

#region worker-handler
public sealed class RebuildPackage : IBuildHandler
{
    public async ValueTask<BuildOutcome> HandleAsync(BuildWork work, CancellationToken cancellationToken)
    {
        if (new DriveInfo("/var/tmp").AvailableFreeSpace < 1_000_000_000)
        {
            return new BuildOutcome.GivenBack("the disk is full", Pause: TimeSpan.FromMinutes(10));
        }

        work.Progress($"rebuilds for {work.Task.Chroot}");
        using var program = Process.Start("rebuild-package", ["--task", work.Task.TaskId]);
        try
        {
            await program.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            program.Kill(entireProcessTree: true);
        }

        return program.ExitCode == 0 ? new BuildOutcome.Succeeded() : new BuildOutcome.Failed($"rebuild-package ended with {program.ExitCode}");
    }
}
#endregion

#region worker-reporter
public sealed class FolderReporter : IBuildReporter
{
    public bool TellsOfGivingBack => false;

    public ValueTask<BuildStart> StartAsync(TakenBuild build, CancellationToken cancellationToken) => ValueTask.FromResult<BuildStart>(
        File.Exists(PathOf(build.TaskId)) ? new BuildStart.Refused("it is built already") : new BuildStart.Go());

    public ValueTask RunningAsync(TakenBuild build, ReadOnlyMemory<byte> json, DateTimeOffset startedAt, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    public async ValueTask EndedAsync(BuildReport report, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllTextAsync(PathOf(report.TaskId), $"{report.Outcome}", cancellationToken);
        }
        catch (IOException fault)
        {
            throw new TaskSourceException(TaskSourceFault.Unreachable, $"The result could not be written: {fault.Message}", fault);
        }
    }

    // A task's id comes from outside: it may be `..`, or have a slash.
    private static string PathOf(string taskId) => Path.Combine("done", $"task-{Uri.EscapeDataString(taskId)}");
}
#endregion
