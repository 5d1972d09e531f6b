using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace CoprJobGrab.Tests.Hosting;

/// <summary>The health of a grabber with a name.</summary>
public sealed class NamedHealthSpecs
{
    private IServiceCollection Services { get; } = new ServiceCollection().AddLogging()
        .AddCoprJobGrab("fedora", options =>
        {
            options.Frontend.Url = new Uri("http://127.0.0.1:1/");
            options.AddGroup("0", "*");
        }).Services;

    [Fact]
    public async Task Has_checks_of_its_own()
    {
        Services.AddHealthChecks().AddCoprJobGrab("fedora");
        await using var provider = Services.BuildServiceProvider();

        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        report.Entries.Keys.Should().Equal("coprjobgrab-fedora", "coprjobgrab-fedora-live");
        report.Status.Should().Be(HealthStatus.Healthy);
    }

    [Theory]
    [InlineData(null, "the grabber without a name")]
    [InlineData("internal", "grabber 'internal'")]
    public async Task Of_a_grabber_that_nobody_has_added_says_so(string? name, string said)
    {
        Services.AddHealthChecks().AddCoprJobGrab(name);
        await using var provider = Services.BuildServiceProvider();

        var asked = () => provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        (await asked.Should().ThrowAsync<InvalidOperationException>()).WithMessage($"The health of {said} is asked for*the name of one that is added*");
    }
}
