using System.Net.Sockets;
using System.Text;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host;

/// <summary>The console host as a service: what it tells systemd, and how it ends when its loop cannot go on.</summary>
public sealed class ConsoleHostServiceSpecs : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cjg-service-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Systemd_hears_that_it_is_ready_after_the_first_cycle_that_did_its_work_and_not_before()
    {
        await using var frontend = new FakeFrontend();
        frontend.On("pending-jobs/", FakeAnswer.Html(500, "not yet"));
        using var systemd = new Systemd(_folder);
        await using var run = ConsoleHost.Start(
            systemd.Environment, "run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--interval", "0.1", "--json");

        var before = await systemd.ReceiveAsync();
        frontend.On("pending-jobs/", FakeAnswer.Json("[]"));
        var told = new List<string>();
        while (told.Count == 0 || !told[^1].StartsWith("READY=1", StringComparison.Ordinal))
        {
            told.Add(await systemd.ReceiveAsync());
        }

        await run.SignalAsync("TERM");
        (await run.WaitForEndAsync()).Should().Be(0, run.Errors);
        while (told[^1] != "STOPPING=1")
        {
            told.Add(await systemd.ReceiveAsync());
        }

        before.Should().StartWith("STATUS=cycle 1: failed after ").And.Contain("500");
        told.Should().ContainSingle(message => message.Contains("READY=1", StringComparison.Ordinal))
            .Which.Should().MatchRegex("^READY=1\nSTATUS=cycle [0-9]+: 0 listed, ");
    }

    [Fact]
    public async Task A_standby_is_ready_too()
    {
        await using var frontend = new FakeFrontend();
        await using var redis = await RedisServer.StartAsync();
        string[] options = ["run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--interval", "0.1", "--json", "--redis", redis.Address];
        await using var leader = ConsoleHost.Start(options);
        await leader.WaitForLineAsync(line => line.Contains("\"role\":\"leader\"", StringComparison.Ordinal));
        using var systemd = new Systemd(_folder);
        await using var standby = ConsoleHost.Start(systemd.Environment, options);

        (await systemd.ReceiveAsync()).Should().Be("READY=1\nSTATUS=cycle 1: standing by");
    }

    [Fact]
    public async Task A_loop_that_cannot_go_on_ends_the_process_with_one_and_says_why()
    {
        await using var frontend = new FakeFrontend();
        ConsoleHost.CopyWithHooks(_folder.FullName);
        await using var run = ProgramRun.Start(
            "dotnet",
            [
                Path.Combine(_folder.FullName, "CoprJobGrab.ConsoleHost.dll"), "run", "--frontend", $"{frontend.Url}", "--group", "0=x86_64", "--interval",
                $"{StartupHook.FaultyPause.TotalSeconds}"
            ],
            new Dictionary<string, string> { ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location });

        (await run.WaitForEndAsync()).Should().Be(1, run.Errors);

        run.Output.Should().ContainSingle().Which.Should().StartWith("cycle 1: 0 listed");
        run.Errors.Should().Contain(StartupHook.Fault).And.Contain("The grabber has stopped");
    }

    [Fact]
    public void The_unit_file_has_what_the_program_needs_of_systemd() =>
        File.ReadAllLines(RepositoryRoot.File("samples", "CoprJobGrab.ConsoleHost", "coprjobgrab.service")).Should().Contain(
            ["Type=notify", "KillMode=mixed", "RestartPreventExitStatus=2", "ExecReload=/bin/kill -HUP $MAINPID"]);

    /// <summary>The socket on which systemd hears a service.</summary>
    private sealed class Systemd : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        private readonly string _path;

        public Systemd(DirectoryInfo folder)
        {
            _path = Path.Combine(folder.FullName, "notify");
            _socket.Bind(new UnixDomainSocketEndPoint(_path));
        }

        public Dictionary<string, string> Environment => new() { ["NOTIFY_SOCKET"] = _path };

        public async Task<string> ReceiveAsync()
        {
            var buffer = new byte[4096];
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
            return Encoding.UTF8.GetString(buffer, 0, await _socket.ReceiveAsync(buffer, deadline.Token));
        }

        public void Dispose() => _socket.Dispose();
    }
}
