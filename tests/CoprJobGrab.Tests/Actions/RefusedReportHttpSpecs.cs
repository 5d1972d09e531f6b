using System.Text.Json.Nodes;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Sources;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

/// <summary>A frontend whose database takes no U+0000, as PostgreSQL, and one that takes ASCII alone, over HTTP.</summary>
public sealed class RefusedReportHttpSpecs : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingEventSink _events = new();
    private readonly Recording<ActionReport> _taken = new();
    private readonly HttpHarness _http;
    private readonly ActionLanes _lanes;
    private readonly RecordingActionHandler _handler = new();
    private Func<string, bool> _takes = message => !message.Contains('\0', StringComparison.Ordinal);

    public RefusedReportHttpSpecs()
    {
        // With a deadline so long that advancing the clock for the pauses cannot reach it.
        _http = new HttpHarness(configure: frontend => frontend.Timeout = TimeSpan.FromHours(100), time: _time);
        _http.Frontend.On("update/", FakeAnswer.From(Update));
        var events = new EventHub([_events], _time);
        _lanes = new ActionLanes(
            new ActionHandlers([new ActionHandlerRegistration(null, _ => _handler)], new NoServices(), NullLoggerFactory.Instance),
            _http.Source, _http.Reporter, new ActionStores(new MemoryOutcomeStore(), null, events, _time), events, new ActionOptions(),
            TestPauses.Of(new ReportOptions()), _time);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _lanes.DisposeAsync();
        await _http.DisposeAsync();
    }

    [Fact]
    public async Task A_message_with_U0000_is_taken_at_the_first_try_and_the_next_action_of_the_project_runs()
    {
        _handler.OnHandle = (attempt, _) => ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Failed($"of {attempt.Action.Id}\0"));

        Offer(SomeAction.Whole(1), SomeAction.Whole(2));
        await _taken.WaitForCountAsync(2);

        _http.Frontend.RequestsOf("update/").Should().HaveCount(2);
        _taken.Items.Should().Equal(new ActionReport(1, false, "of 1\uFFFD"), new ActionReport(2, false, "of 2\uFFFD"));
    }

    [Fact]
    public async Task A_message_that_is_refused_for_another_reason_blocks_its_project_for_minutes_and_not_for_ever()
    {
        _takes = message => message.All(char.IsAscii);
        _handler.OnHandle = (attempt, _) => ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Failed(attempt.Action.Id == 1 ? "\u017elu\u0165" : "plain"));
        var began = _time.GetUtcNow();

        Offer(SomeAction.Whole(1), SomeAction.Whole(2));
        while (_taken.Items.Count < 2)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Offer([.. new[] { SomeAction.Whole(1), SomeAction.Whole(2) }.Where(action => _taken.Items.All(report => report.ActionId != action.Id))]);
            await _lanes.CountAsync().WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System);
            (_time.GetUtcNow() - began).Should().BeLessThan(TimeSpan.FromDays(2));
        }

        _taken.Items.Should().Equal(ResultText.Plain(new ActionReport(1, false, null)), new ActionReport(2, false, "plain"));
        _handler.Begun.Items.Should().Equal(1, 2);
    }

    private void Offer(params ActionListing[] actions) => _lanes.Offer(SomeAction.List(actions), _time.GetTimestamp(), LanesFixture.Lead);

    private FakeAnswer Update(FakeRequest request)
    {
        var action = JsonNode.Parse(request.Text)!["actions"]![0]!;
        var report = new ActionReport(action["id"]!.GetValue<long>(), action["result"]!.GetValue<int>() == 1, action["message"]?.GetValue<string>());
        if (!_takes(report.Message ?? ""))
        {
            return FakeAnswer.ServerError();
        }

        _taken.Add(report);
        return FakeAnswer.Json($$"""{"updated_actions_ids": [{{report.ActionId}}]}""");
    }
}
