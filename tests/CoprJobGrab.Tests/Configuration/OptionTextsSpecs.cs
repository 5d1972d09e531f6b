using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CoprJobGrab.Tests.Configuration;

/// <summary>The texts by which two versions of the options are compared: one that they forget would change in silence.</summary>
public sealed class OptionTextsSpecs
{
    [Fact]
    public void Every_option_is_compared_by_its_path_and_taken_either_at_once_or_at_the_next_start()
    {
        var groups = ConfigurationSpecs.Every.Where(option => option.Key.StartsWith("Groups:", StringComparison.Ordinal)).ToList();
        foreach (var (path, (text, _)) in ConfigurationSpecs.Every)
        {
            var isOfGroup = path.StartsWith("Groups:", StringComparison.Ordinal);
            Dictionary<string, string?> without =
                isOfGroup ? groups.Where(option => option.Key != path).ToDictionary(option => option.Key, option => (string?)option.Value.Text) : [];
            var old = Read(without);
            var now = Read(new(without) { [path] = text });

            var atOnce = OptionTexts.Changed(OptionRows.All.Texts(old, row => row.IsLive), OptionRows.All.Texts(now, row => row.IsLive));
            var atStart = OptionTexts.Changed(OptionRows.All.Texts(old, row => !row.IsLive), OptionRows.All.Texts(now, row => !row.IsLive));

            if (isOfGroup || path.StartsWith("Scheduling:", StringComparison.Ordinal))
            {
                atOnce.Should().NotBeEmpty("{0} has changed", path).And.OnlyContain(
                    changed => isOfGroup ? changed.StartsWith("Groups:", StringComparison.Ordinal) : path.StartsWith(changed, StringComparison.Ordinal));
                atStart.Should().BeEmpty("{0} follows at once", path);
            }
            else
            {
                atStart.Should().Equal(path);
                atOnce.Should().BeEmpty("{0} waits for the next start", path);
            }
        }
    }

    private static CoprJobGrabOptions Read(Dictionary<string, string?> values)
    {
        var options = new CoprJobGrabOptions();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(pair => $"Grabber:{pair.Key}", pair => pair.Value)).Build();
        ConfigurationReader.Read(configuration.GetSection("Grabber"), options);
        options.ConfigurationFaults.Should().BeEmpty();
        return options;
    }
}
