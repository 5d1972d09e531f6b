using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Telemetry;

/// <summary>Holds <c>docs/observability.md</c>, the dashboard and the alert rules to the instruments and the spans.</summary>
public sealed partial class ObservabilityDocumentSpecs
{
    private static readonly string Page = File.ReadAllText(RepositoryRoot.File("docs", "observability.md"));

    public static TheoryData<string> Samples => ["dashboard.json", "alerts.yaml"];

    [Fact]
    public void The_table_of_instruments_is_that_of_the_meter() =>
        Rows("instrument").Select(row => (row[0], row[1], row[2], row[4])).Should().Equal(Instruments().Select(instrument =>
            (instrument.Name, KindOf(instrument), instrument.Unit!, instrument.Description!)));

    // Not all of them tell something in it: nothing is cancelled, and nothing is to be repaired.
    [Fact]
    public async Task The_instruments_that_a_listener_hears_of_in_the_demonstration_are_those_of_the_table()
    {
        var folder = Directory.CreateTempSubdirectory();
        Host.ConsoleHost.CopyWithHooks(folder.FullName);
        var file = Path.Combine(folder.FullName, "instruments");
        await using var demo = ProgramRun.Start("dotnet", [Path.Combine(folder.FullName, "CoprJobGrab.ConsoleHost.dll")], new Dictionary<string, string>
        {
            ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
            [StartupHook.InstrumentsFile] = file,
        });
        (await demo.WaitForEndAsync()).Should().Be(0, demo.Errors);

        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        folder.Delete(recursive: true);
        lines.Where(line => !line.EndsWith(" told", StringComparison.Ordinal)).Should().Equal(Rows("instrument").Select(row => row[0]));
        lines.Should().Contain(
        [
            "coprjobgrab.poll.duration told", "coprjobgrab.tasks.enqueued told", "messaging.client.sent.messages told", "coprjobgrab.task.wait told",
            "coprjobgrab.action.duration told",
        ]);
    }

    [Fact]
    public void Every_attribute_of_an_instrument_has_its_values_on_the_page() =>
        Rows("instrument").SelectMany(row => row[3].Split(", ")).Where(attribute => attribute != "–").Distinct()
            .Should().BeEquivalentTo(Rows("attribute").Select(row => row[0]));

    [Fact]
    public void The_names_of_the_spans_are_those_of_the_source() =>
        Rows("span").Select(row => row[0].Split(" GROUP")[0].Split(" TYPE")[0]).Should().BeEquivalentTo(
            SpanName().Matches(File.ReadAllText(RepositoryRoot.File("src", "CoprJobGrab", "Telemetry", "Spans.cs")))
                .Select(match => match.Groups[1].Value.Trim()));

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_names_only_what_the_exporter_for_prometheus_makes_of_the_instruments(string sample)
    {
        var text = File.ReadAllText(RepositoryRoot.File("samples", "observability", sample));
        var named = Series().Matches(text).Select(match => match.Value).Distinct();

        named.Except(Labels()).Should().NotBeEmpty().And.BeSubsetOf(Instruments().SelectMany(NamesAtPrometheus));
    }

    [Fact]
    public void The_dashboard_shows_every_instrument_but_the_epoch_and_the_sum_of_two_others()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.File("samples", "observability", "dashboard.json")));
        var targets = dashboard.RootElement.GetProperty("panels").EnumerateArray().SelectMany(panel => panel.GetProperty("targets").EnumerateArray());
        var shown = string.Join('\n', targets.Select(target => target.GetProperty("expr").GetString()));

        Instruments().Where(instrument => !NamesAtPrometheus(instrument).Any(name => Regex.IsMatch(shown, $@"\b{name}\b")))
            .Select(instrument => instrument.Name).Should().BeEquivalentTo("coprjobgrab.epoch", "messaging.client.sent.messages");
    }

    [Theory]
    [InlineData("expr: coprjobgrab_poll_age", "coprjobgrab_poll_age")]
    [InlineData("expr: rate(coprjobgrab_tasks_enqueued[5m])", "coprjobgrab_tasks_enqueued")]
    public void A_seeded_name_without_its_ending_is_none_of_the_exporter(string text, string name)
    {
        Series().Match(text).Value.Should().Be(name);
        Instruments().SelectMany(NamesAtPrometheus).Should().NotContain(name);
    }

    private static List<Instrument> Instruments()
    {
        using var measured = new Measured();
        using var meter = new GrabberMeter(measured, TimeProvider.System);
        return measured.Instruments;
    }

    private static string KindOf(Instrument instrument) => instrument switch
    {
        Counter<long> => "counter",
        Histogram<double> => "histogram",
        ObservableGauge<double> => "gauge",
        _ => throw new InvalidOperationException($"{instrument.Name} is of no kind that the page has."),
    };

    private static IEnumerable<string> NamesAtPrometheus(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "");
        return KindOf(instrument) switch
        {
            "counter" => [$"{name}_total"],
            "histogram" => [$"{name}_bucket", $"{name}_count", $"{name}_sum"],
            _ => [name],
        };
    }

    private static IEnumerable<string> Labels() => Rows("attribute").Select(row => row[0].Replace('.', '_'));

    /// <summary>The cells of the table whose first column has this heading; code marks are the page's own.</summary>
    private static IEnumerable<string[]> Rows(string heading) => Page.Split('\n')
        .SkipWhile(line => !line.StartsWith($"| {heading} |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Replace("`", "", StringComparison.Ordinal).Trim()).ToArray());

    [GeneratedRegex("""StartActivity\((?:[^"]*)\$?"([a-z ]+)""")]
    private static partial Regex SpanName();

    [GeneratedRegex(@"\b(?:coprjobgrab|messaging)_[a-z_]+\b")]
    private static partial Regex Series();
}
