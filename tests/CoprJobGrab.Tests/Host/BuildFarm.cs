using System.Globalization;
using System.Text.Json;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CoprJobGrab.Tests.Host;

/// <summary>A farm of one group: a frontend over HTTP, a Redis, a grabber in this process, and build workers as a user starts them.</summary>
internal sealed class BuildFarm : IAsyncDisposable
{
    private static readonly string Program =
        RepositoryRoot.File("samples", "CoprJobGrab.BuildWorker", "bin", ConsoleHost.Configuration, "net10.0", "CoprJobGrab.BuildWorker.dll");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("build-worker-");
    private readonly IHost _grabber;

    private BuildFarm(RedisServer redis, FrontendProtocol protocol)
    {
        Redis = redis;
        Frontend = new FakeFrontend(protocol) { Password = "s3cret" };
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddCoprJobGrab(options =>
        {
            options.Frontend.Url = Frontend.Url;
            options.Frontend.Protocol = protocol;
            options.Frontend.Password = Frontend.Password;
            options.Loop.Interval = TimeSpan.FromMilliseconds(200);
            options.Loop.CancelInterval = TimeSpan.FromMilliseconds(200);
            options.AddGroup("0", "x86_64");
        }).UseRedis(redis.Address);
        _grabber = builder.Build();
    }

    public RedisServer Redis { get; }

    public FakeFrontend Frontend { get; }

    public string Logs => InFolder("logs");

    public static async Task<BuildFarm> StartAsync(FrontendProtocol protocol = FrontendProtocol.Pending)
    {
        var farm = new BuildFarm(await RedisServer.StartAsync(), protocol);
        await farm._grabber.StartAsync();
        return farm;
    }

    /// <summary>The built program, with these arguments alone.</summary>
    public static ProgramRun Start(IReadOnlyDictionary<string, string>? environment, params IEnumerable<string> arguments) =>
        ProgramRun.Start("dotnet", [Program, .. arguments], environment);

    public static string TaskId(int build) => string.Create(CultureInfo.InvariantCulture, $"{build}-fedora-42-x86_64");

    /// <summary>Lists a build.</summary>
    public void List(int build, int timeout = 3600) => Frontend.Builds.Add(
        $$"""{"task_id": "{{TaskId(build)}}", "build_id": {{build}}, "project_owner": "jdoe", "chroot": "fedora-42-x86_64", "timeout": {{timeout}}}""");

    public string InFolder(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A worker whose command is a script of these lines; $F is a folder of the test's.</summary>
    public ProgramRun Worker(string script, params IEnumerable<string> more)
    {
        var file = InFolder($"{Path.GetRandomFileName()}.sh");
        File.WriteAllText(file, script.StartsWith("#!", StringComparison.Ordinal) ? $"{script}\n" : $"#!/bin/sh\nF={_folder.FullName}\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return Start(
            new Dictionary<string, string> { ["COPR_FRONTEND_PASSWORD"] = "s3cret", ["COPR_OTHER"] = "stays" },
            [
                "--redis", Redis.Address, "--group", "0", "--frontend", $"{Frontend.Url}", "--protocol", $"{Frontend.Protocol}".ToLowerInvariant(),
                "--name", "tester", "--command", file, "--log-dir", Logs, .. more,
            ]);
    }

    /// <summary>The event, task and attempt of a line of JSON.</summary>
    public static (string Event, string TaskId, int Attempt) Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        return (root.GetProperty("event").GetString()!, root.GetProperty("task_id").GetString()!, root.GetProperty("attempt").GetInt32());
    }

    public static async Task UntilAsync(Func<bool> isTrue)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
        while (!isTrue())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }
    }

    /// <summary>Waits for the numbers of the processes that a script has written.</summary>
    public async Task<IReadOnlyList<int>> ProcessesAsync()
    {
        await UntilAsync(() => File.Exists(InFolder("ids")));
        return [.. (await File.ReadAllTextAsync(InFolder("ids"))).Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
    }

    // A process that nobody has waited for yet has ended all the same.
    public static bool IsAlive(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/stat").Split(") ")[^1][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _grabber.StopAsync(CancellationToken.None);
        _grabber.Dispose();
        await Frontend.DisposeAsync();
        await Redis.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
