using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CoprJobGrab.Events;

/// <summary>Writes events as JSON without reflection: each file that declares events has the metadata of its own.</summary>
internal static class EventJson
{
    // A host that writes an action as JSON itself gets all of it.
    private static readonly string[] UsersOwn = ["data", "json"];

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new UtcTime() },
        TypeInfoResolver = JsonTypeInfoResolver
            .Combine(LeadJson.Default, BuildJson.Default, ActionJson.Default, CancelJson.Default, SetupJson.Default, SharedJson.Default)
            .WithAddedModifier(LeaveOutUsersOwn),
    };

    public static string Of(JobGrabEvent jobGrabEvent) => JsonSerializer.Serialize(jobGrabEvent, Options.GetTypeInfo(jobGrabEvent.GetType()));

    private static void LeaveOutUsersOwn(JsonTypeInfo type)
    {
        foreach (var member in type.Type == typeof(ActionTask) ? type.Properties.Where(member => UsersOwn.Contains(member.Name)).ToList() : [])
        {
            type.Properties.Remove(member);
        }
    }

    /// <summary>The one form of a time: UTC, in ISO 8601, with a Z.</summary>
    private sealed class UtcTime : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime);
    }
}

/// <summary>The failure that an event tells of.</summary>
/// <param name="Type">The exception's type.</param>
/// <param name="Message">Its message.</param>
/// <param name="Trace">All of it; null when it was foreseen, because its message says everything then.</param>
internal sealed record EventError(string Type, string Message, string? Trace)
{
    public static EventError? Of(Exception? error) =>
        error is null ? null : new($"{error.GetType()}", error.Message, Foreseen.TraceOf(error));
}
