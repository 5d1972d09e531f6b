using System.Reflection;
using System.Text.Json;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Events;

public sealed class EventJsonSpecs
{
    private static readonly DateTimeOffset When = new(2026, 5, 4, 5, 2, 1, 250, TimeSpan.FromHours(2));

    [Fact]
    public void Every_event_is_one_line_with_its_name_id_level_category_message_and_time()
    {
        foreach (var sample in EventSamples.All)
        {
            var json = (sample with { When = When }).ToJson();

            json.Should().NotContain("\n").And.NotContain(EventSamples.UsersData);
            var element = JsonDocument.Parse(json).RootElement;
            element.EnumerateObject().Select(member => member.Name).Should().StartWith(["event", "eventId"]).And.OnlyHaveUniqueItems();
            element.GetProperty("event").GetString().Should().Be(sample.GetType().Name);
            element.GetProperty("eventId").GetInt32().Should().Be(sample.EventId.Id);
            element.GetProperty("level").GetString().Should().Be($"{sample.Level}");
            element.GetProperty("category").GetString().Should().Be(sample.Category);
            element.GetProperty("message").GetString().Should().StartWith(sample.Message.Split('\ud800')[0]);
            element.GetProperty("when").GetString().Should().Be("2026-05-04T03:02:01.25Z");
        }
    }

    [Fact]
    public void Every_value_of_a_case_is_a_member_unless_it_is_missing_and_a_failure_is_the_error()
    {
        foreach (var sample in EventSamples.All)
        {
            var element = JsonDocument.Parse(sample.ToJson()).RootElement;
            foreach (var property in sample.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            {
                element.TryGetProperty(JsonNamingPolicy.CamelCase.ConvertName(property.Name), out _).Should()
                    .Be(property.GetValue(sample) is not null, $"{sample.GetType().Name}.{property.Name}");
            }
        }
    }

    [Fact]
    public void A_failure_has_its_type_and_message_and_its_trace_where_nobody_foresaw_it()
    {
        new StepFailed(GrabberStep.Group, "x86") { Error = new BuildQueueException("Redis is away") }.ToJson().Should()
            .Contain("""
                "error":{"type":"CoprJobGrab.BuildQueueException","message":"Redis is away"}
                """).And.Contain("\"step\":\"Group\"").And.Contain("\"id\":\"x86\"").And.NotContain("count");
        Some.FailedCycle(3, new InvalidOperationException("a bug")).ToJson().Should()
            .Contain("""
                "error":{"type":"System.InvalidOperationException","message":"a bug","trace":"System.InvalidOperationException: a bug"}
                """);
    }

    [Fact]
    public void A_host_that_writes_an_action_as_json_itself_gets_its_arguments() =>
        JsonSerializer.Serialize(new ActionTask(7, ActionType.Delete) { Data = "all of it", Json = "{}"u8.ToArray() }).Should()
            .Contain("all of it").And.Contain(Convert.ToBase64String("{}"u8));

    [Fact]
    public void A_stop_that_ends_a_call_has_no_trace() =>
        new StepFailed(GrabberStep.OutcomeStore) { Error = new OperationCanceledException() }.ToJson().Should().NotContain("trace");

    [Fact]
    public void Each_time_has_one_form()
    {
        var held = new ActionsHeldBack([new NotedAction(7, ["#6"], "the one before", When)], When) { When = When };

        held.ToJson().Split("2026-05-04T03:02:01.25Z").Should().HaveCount(4, "UTC with a Z, three times");
    }

    [Fact]
    public void A_case_that_its_file_does_not_list_is_found()
    {
        var write = () => new Seeded().ToJson();

        write.Should().Throw<NotSupportedException>().WithMessage("*Seeded*");
    }

    private sealed record Seeded : JobGrabEvent
    {
        internal override EventSentence Sentence => new(1, default, InCycle, "seeded");
    }
}
