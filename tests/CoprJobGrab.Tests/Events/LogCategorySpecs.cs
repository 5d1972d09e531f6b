using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CoprJobGrab.Tests.Events;

/// <summary>A host chooses by <c>Logging:LogLevel</c> which of the grabber's areas it logs.</summary>
public sealed class LogCategorySpecs
{
    [Fact]
    public async Task Without_a_filter_each_area_has_its_lines() =>
        (await LinesAsync()).Should().Contain(line => line.StartsWith("Information CoprJobGrab.Cycle: Tasks pushed"))
            .And.Contain(line => line.StartsWith("Information CoprJobGrab.Leadership: The grabber leads"))
            .And.Contain(line => line.StartsWith("Warning CoprJobGrab.Actions: Nobody handles action 7"));

    [Fact]
    public async Task A_filter_of_one_area_leaves_the_others()
    {
        var lines = await LinesAsync(("CoprJobGrab.Cycle", "None"), ("CoprJobGrab.Actions", "Error"));

        lines.Should().NotContain(line => line.Contains("CoprJobGrab.Cycle") || line.Contains("CoprJobGrab.Actions"))
            .And.Contain(line => line.StartsWith("Information CoprJobGrab.Leadership: The grabber leads"));
    }

    [Fact]
    public async Task A_filter_of_all_areas_is_their_prefix() =>
        (await LinesAsync(("CoprJobGrab", "None"))).Should().NotContain(line => line.Contains("CoprJobGrab."));

    private static async Task<IReadOnlyList<string>> LinesAsync(params (string Category, string Level)[] filters)
    {
        using var log = new RecordingLoggerProvider();
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(
            filters.Select(filter => KeyValuePair.Create($"Logging:LogLevel:{filter.Category}", (string?)filter.Level)));
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddProvider(log);
        builder.Services.AddSingleton<ITaskSource>(new ScriptedTaskSource
        {
            OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete([Some.Build()]))
            {
                Actions = SomeAction.List(SomeAction.Whole(7, type: ActionType.Delete)),
            }),
        });
        builder.Services.AddSingleton<IFrontendReporter>(new RecordingReporter());
        builder.Services.AddCoprJobGrab(options => options.AddGroup("x86", "*"))
            .AddActionHandler(ActionType.CreateRepo, (_, _) => ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done()));
        using var host = builder.Build();
        await host.Services.GetRequiredService<JobGrabber>().RunOnceAsync(TestContext.Current.CancellationToken);
        await host.Services.GetRequiredService<JobGrabber>().WhenActionsEndAsync(TestContext.Current.CancellationToken);
        (await host.Services.GetRequiredService<EventHub>().FlushAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Should().BeTrue();
        return log.Lines;
    }
}
