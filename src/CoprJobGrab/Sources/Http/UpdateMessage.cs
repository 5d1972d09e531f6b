using System.Text.Json.Serialization;

namespace CoprJobGrab.Sources.Http;

/// <summary>The body of <c>update/</c> about actions (wire 1.2.2, 1.6).</summary>
internal sealed record UpdateMessage([property: JsonPropertyName("actions")] IReadOnlyList<ActionUpdate> Actions);

/// <summary>One action's result: 1 for success, 2 for failure. Never 0, which the frontend takes for no result.</summary>
internal sealed record ActionUpdate(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("result")] int Result,
    [property: JsonPropertyName("message"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message);

[JsonSerializable(typeof(UpdateMessage))]
internal sealed partial class UpdateJson : JsonSerializerContext;
