using CoprJobGrab.Tests.Docs;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CoprJobGrab.Tests.Configuration;

/// <summary>An option more: what the library does with it follows from its row.</summary>
public sealed class OptionRowSpecs
{
    private readonly CoprJobGrabOptions _options = new();
    private readonly OptionTable<CoprJobGrabOptions> _table;
    private int _retries = 3;

    public OptionRowSpecs()
    {
        var more = new ValueRow<CoprJobGrabOptions, int>("Loop:Retries", OptionTypes.Whole(0, 9), _ => _retries, (_, value) => _retries = value);
        _table = new OptionTable<CoprJobGrabOptions>([.. OptionRows.All.Rows, more]);
    }

    [Fact]
    public void It_is_read_from_the_configuration()
    {
        Read("Loop:Retries", "5").Should().BeEmpty();

        _retries.Should().Be(5);
    }

    [Theory]
    [InlineData("Loop:Retries", "many", "Grabber:Loop:Retries is 'many'; give a whole number.")]
    [InlineData("Loop:Retries:0", "5", "Grabber:Loop:Retries has members; give a whole number.")]
    [InlineData("Loop:Retry", "5", "Grabber:Loop:Retry is unknown; Loop has Interval, Jitter, *, StopPatience, Retries.")]
    public void What_cannot_be_read_is_a_fault_with_its_full_path(string key, string text, string fault) =>
        Read(key, text).Should().ContainSingle().Which.Should().Match(fault);

    [Fact]
    public void A_value_out_of_range_is_a_fault_with_the_range()
    {
        Read("Loop:Retries", "10").Should().BeEmpty();

        _table.Rows.SelectMany(row => row.Faults(_options, row.Path)).Should().Equal("Loop:Retries is 10; it must be from 0 to 9.");
    }

    [Fact]
    public void A_change_of_it_waits_for_the_next_start_or_takes_effect_at_once()
    {
        var live = new OptionTable<CoprJobGrabOptions>([.. _table.Rows.Select(row => row.Path == "Loop:Retries" ? row.Live() : row)]);
        var (old, oldLive) = (_table.Texts(_options, row => !row.IsLive), live.Texts(_options, row => row.IsLive));
        _retries = 5;

        OptionTexts.Changed(old, _table.Texts(_options, row => !row.IsLive)).Should().Equal("Loop:Retries");
        OptionTexts.Changes(oldLive, live.Texts(_options, row => row.IsLive)).Should().Equal("Loop:Retries is 5, and was 3");
    }

    [Fact]
    public void The_page_of_the_options_lacks_its_line_and_no_other() =>
        ConfigurationDocumentSpecs.LinesOf(_table).Except(ConfigurationDocumentSpecs.LinesOfPage()).Should()
            .Equal(new OptionLine("CoprJobGrab:Loop:Retries", "whole number", "3", "from 0 to 9"));

    private List<string> Read(string key, string text)
    {
        var faults = new List<string>();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"Grabber:{key}", text)]).Build();
        _table.Read(configuration.GetSection("Grabber"), _options, faults);
        return faults;
    }
}
