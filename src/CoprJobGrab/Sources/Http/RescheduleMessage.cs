using System.Text.Json.Serialization;

namespace CoprJobGrab.Sources.Http;

/// <summary>The body of <c>reschedule_build_chroot/</c>. The id of the task is for today's frontend, which tells a source task by it (wire 1.5.6).</summary>
internal sealed record RescheduleMessage(
    [property: JsonPropertyName("build_id")] long BuildId,
    [property: JsonPropertyName("task_id")] string TaskId,
    [property: JsonPropertyName("chroot")] string Chroot);

[JsonSerializable(typeof(RescheduleMessage))]
internal sealed partial class RescheduleJson : JsonSerializerContext;
