using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoprJobGrab.Leadership.Redis;

/// <summary>
/// The last successful poll as the grabber that leads tells it: JSON with the epoch of the lead, numbers by builder group, and no task or owner.
/// Its size is bounded by the groups and their reasons. <c>v</c> is the version of what is in it; a later one may mean something else by the same names.
/// </summary>
internal static class PollText
{
    private const int Version = 1;
    private const string NotTold = "the grabber that leads has told of no successful poll yet, or is of a version that tells of none";

    public static byte[] Write(ToldPoll poll) => JsonSerializer.SerializeToUtf8Bytes(poll with { V = Version }, PollJson.Default.ToldPoll);

    /// <summary>Reads what stands there, and says what is wrong with it.</summary>
    /// <param name="epoch">The epoch of the last lead.</param>
    /// <param name="text">The text; null when there is none.</param>
    public static (ToldPoll? Poll, string? Unknown) Read(long epoch, byte[]? text)
    {
        if (text is null)
        {
            return (null, NotTold);
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.GetProperty("v"u8).GetInt64() is not Version and var later)
            {
                return (null, $"what the grabber that leads tells of its polls is of version {later}, and this one reads version {Version}; use its version");
            }

            var poll = json.RootElement.Deserialize(PollJson.Default.ToldPoll)!;
            return (poll, poll.Epoch == epoch ? null : $"{NotTold}; the last one known is of a lead before");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return (null, $"what the grabber that leads tells of its polls cannot be read ({fault.Message}); see who else writes the field status of its key");
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ToldPoll))]
internal sealed partial class PollJson : JsonSerializerContext;
