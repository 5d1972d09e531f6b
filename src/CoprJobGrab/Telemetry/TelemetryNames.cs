using System.Text.Json;

namespace CoprJobGrab.Telemetry;

/// <summary>The names of attributes, and what stands in them: few values, and never those of a user.</summary>
internal static class TelemetryNames
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Source = "CoprJobGrab";

    public const string Group = "coprjobgrab.group", Reason = "coprjobgrab.reason", Kind = "coprjobgrab.kind", Outcome = "coprjobgrab.outcome";
    public const string ActionType = "coprjobgrab.action.type", ErrorType = "error.type";

    public static string? Version { get; } = typeof(TelemetryNames).Assembly.GetName().Version?.ToString(3);

    /// <summary>A member of an enumeration, as attributes have it: <c>listed_again</c>.</summary>
    public static string Of<T>(T value) where T : struct, Enum => Members<T>.Names.GetValueOrDefault(value) ?? $"{value}";

    /// <summary>What an exception is: the kind of the frontend's fault, or else its type.</summary>
    public static string? Of(Exception? error) => error is TaskSourceException { Fault: var fault } ? Of(fault) : error?.GetType().FullName;

    /// <summary>The attributes of a push, as OpenTelemetry's conventions for messaging have them.</summary>
    public static (string Key, string? Value)[] OfSend(string groupId) => OfMessages(groupId, "send");

    /// <summary>The attributes of what is done with elements of a builder group, as OpenTelemetry's conventions for messaging have them.</summary>
    public static (string Key, string? Value)[] OfMessages(string groupId, string operation) =>
        [("messaging.system", "retask"), ("messaging.destination.name", groupId), ("messaging.operation.name", operation)];

    private static class Members<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Names =
            Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{value}"));
    }
}
