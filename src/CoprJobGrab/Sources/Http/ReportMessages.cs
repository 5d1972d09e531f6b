using System.Text.Json.Serialization;

namespace CoprJobGrab.Sources.Http;

/// <summary>The body of <c>update/</c> about actions (wire 1.2.2, 1.6).</summary>
internal sealed record UpdateMessage([property: JsonPropertyName("actions")] IReadOnlyList<ActionUpdate> Actions);

/// <summary>One action's result: 1 for success, 2 for failure. Never 0, which the frontend takes for no result.</summary>
internal sealed record ActionUpdate(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("result")] int Result,
    [property: JsonPropertyName("message"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message);

/// <summary>The body of <c>reschedule_build_chroot/</c>. The id of the task is for today's frontend, which tells a source task by it (wire 1.5.6).</summary>
internal sealed record RescheduleMessage(
    [property: JsonPropertyName("build_id")] long BuildId,
    [property: JsonPropertyName("task_id")] string TaskId,
    [property: JsonPropertyName("chroot")] string Chroot);

[JsonSerializable(typeof(UpdateMessage))]
[JsonSerializable(typeof(RescheduleMessage))]
internal sealed partial class ReportJson : JsonSerializerContext;
