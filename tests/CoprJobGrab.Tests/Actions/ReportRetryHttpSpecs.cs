using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Sources;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

/// <summary>What a frontend sees that did not take a report at first.</summary>
public sealed class ReportRetryHttpSpecs : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingEventSink _events = new();
    private readonly HttpHarness _http;
    private readonly ActionLanes _lanes;

    public ReportRetryHttpSpecs()
    {
        _http = new HttpHarness(configure: frontend => frontend.Timeout = Timeout, time: _time);
        var events = new EventHub([_events], _time);
        _lanes = new ActionLanes(
            new ActionHandlers([new ActionHandlerRegistration(null, _ => new RecordingActionHandler())], new NoServices(), NullLoggerFactory.Instance),
            _http.Source, _http.Reporter, new ActionStores(new MemoryOutcomeStore(), null, events, _time), events, new ActionOptions(),
            TestPauses.Of(new ReportOptions()), _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _lanes.DisposeAsync();
        await _http.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(HttpFrontendReporterSpecs.Passing), MemberType = typeof(HttpFrontendReporterSpecs))]
    public async Task A_failure_that_may_pass_is_tried_again_after_a_pause(string name)
    {
        await ReportAsync(HttpFrontendReporterSpecs.Bad(name), FirstPause);
    }

    [Fact]
    public async Task An_attempt_without_an_answer_ends_and_the_next_one_is_taken()
    {
        await ReportAsync(FakeAnswer.Silence(), FirstPause, waits: Timeout);
    }

    [Theory]
    [InlineData("200", 200)]
    [InlineData("600", 300)]
    public async Task The_frontend_s_pause_is_respected_up_to_the_longest(string header, int seconds)
    {
        await ReportAsync(FakeAnswer.Html(503, "busy").With("Retry-After", header), TimeSpan.FromSeconds(seconds));
    }

    private async Task ReportAsync(FakeAnswer first, TimeSpan pause, TimeSpan waits = default)
    {
        _http.Frontend.On("update/", FakeAnswer.InTurn(first, FakeAnswer.Json("""{"updated_actions_ids": [811]}""")));
        _lanes.Offer(SomeAction.List([SomeAction.Whole(811)]), _time.GetTimestamp(), LanesFixture.Lead);
        await _http.Frontend.WaitForRequestAsync("update/");
        _time.Advance(waits);

        (await _events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Action)).After.Should().Be(pause);
        _time.Advance(pause - TimeSpan.FromTicks(1));
        _http.Frontend.RequestsOf("update/").Should().ContainSingle("the pause is not over");

        _time.Advance(TimeSpan.FromTicks(1));

        (await _events.WaitForAsync<ActionReported>()).Report.Should().Be(new ActionReport(811, true, null));
        _http.Frontend.RequestsOf("update/").Should().HaveCount(2)
            .And.AllSatisfy(request => request.Text.Should().Be("""{"actions":[{"id":811,"result":1}]}"""));
    }
}
