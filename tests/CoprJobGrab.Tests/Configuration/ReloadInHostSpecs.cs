using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace CoprJobGrab.Tests.Configuration;

/// <summary>A host of .NET whose configuration becomes invalid, at its start and later.</summary>
public sealed class ReloadInHostSpecs
{
    [Fact]
    public async Task An_invalid_change_throws_at_nobody_and_the_host_goes_on()
    {
        using var folder = new ConfFolder(File("x86_64"));
        var events = new RecordingEventSink();
        using var host = Build(folder, events);
        await host.StartAsync(TestContext.Current.CancellationToken);
        await events.WaitForAsync<CycleEnded>(ended => ended.Report.Ok);

        folder.Write(File("x86_64") + "sleeptime = soon\n");
        var reload = () => ((IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>()).Reload();

        reload.Should().NotThrow();
        await host.Services.GetRequiredService<JobGrabber>().RunOnceAsync(TestContext.Current.CancellationToken);
        (await events.WaitForAsync<ConfigurationRefused>()).Faults.Should().ContainSingle().Which.Should()
            .Contain("sleeptime cannot be used; give a whole number").And.NotContain("soon", "a password may stand in the wrong place");
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Everything_that_is_wrong_at_the_start_ends_the_start()
    {
        using var folder = new ConfFolder("[backend]\nsleeptime = soon\n");
        using var host = Build(folder, new RecordingEventSink());

        var start = () => host.StartAsync(TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<OptionsValidationException>()).Which
            .Failures.Should().ContainSingle(fault => fault.Contains("line 2: sleeptime cannot be used; give a whole number", StringComparison.Ordinal))
            .Which.Should().NotContain("soon", "a password may stand in the wrong place");
    }

    private static IHost Build(ConfFolder folder, RecordingEventSink events)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddCoprBackendConf(folder.File);
        builder.Services.AddSingleton<ITaskSource>(
            new ScriptedTaskSource { OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([]))) });
        builder.Services.AddCoprJobGrab(builder.Configuration.GetSection("CoprJobGrab")).AddEventSink(events);
        return builder.Build();
    }

    private static string File(string architectures) => $"[backend]\nfrontend_url = http://fe.example.org\ngroup0_archs = {architectures}\n";
}
