using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using CoprJobGrab.Model;

namespace CoprJobGrab.Leadership.Redis;

/// <summary>
/// The last successful poll as the grabber that leads tells it: JSON with the epoch of the lead, numbers by builder group, and no task or owner.
/// Its size is bounded by the groups and their reasons. <c>v</c> is the version of what is in it; a later one may mean something else by the same names.
/// </summary>
internal static class PollText
{
    private const int Version = 1;

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(long epoch, ToldPoll poll)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, WriterOptions);
        json.WriteStartObject();
        json.WriteNumber("v"u8, Version);
        json.WriteNumber("epoch"u8, epoch);
        json.WriteNumber("polled"u8, poll.At.ToUnixTimeMilliseconds());
        json.WriteNumber("listed"u8, poll.Picture.Listed);
        json.WriteStartObject("groups"u8);
        foreach (var group in poll.Picture.Groups)
        {
            json.WriteStartObject(group.GroupId);
            json.WriteNumber("waiting"u8, group.Waiting);
            json.WriteNumber("leased"u8, group.Leased);
            json.WriteNumber("silent"u8, group.Silent);
            json.WriteNumber("released"u8, group.Released);
            json.WriteNumber("parked"u8, group.Parked);
            if (group.Oldest is { } oldest)
            {
                json.WriteNumber("oldest"u8, oldest.ToUnixTimeMilliseconds());
            }

            json.WriteStartObject("held"u8);
            foreach (var (reason, count) in group.Held)
            {
                json.WriteNumber(reason, count);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    /// <summary>Reads what stands there, and says what is wrong with it.</summary>
    /// <param name="epoch">The epoch of the last lead.</param>
    /// <param name="text">The text; null when there is none.</param>
    public static (ToldPoll? Poll, string? Unknown) Read(long epoch, ReadOnlyMemory<byte>? text)
    {
        if (text is not { } bytes)
        {
            return (null, "the grabber that leads has told of no successful poll yet, or is of a version that tells of none");
        }

        try
        {
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            if (root.GetProperty("v"u8).GetInt64() is not Version and var later)
            {
                return (null, $"what the grabber that leads tells of its polls is of version {later}, and this one reads version {Version}; use its version");
            }

            var groups = root.GetProperty("groups"u8).EnumerateObject().Select(group => Read(group.Name, group.Value));
            var poll = new ToldPoll(
                Moment(root.GetProperty("polled"u8)),
                new CyclePicture(root.GetProperty("listed"u8).GetInt32(), [.. groups.OrderBy(group => group.GroupId, StringComparer.Ordinal)]));
            return (poll, root.GetProperty("epoch"u8).GetInt64() == epoch
                ? null
                : "the grabber that leads has told of no successful poll yet, or is of a version that tells of none; the last one known is of a lead before");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            return (null, $"what the grabber that leads tells of its polls cannot be read ({fault.Message}); see who else writes the field status of its key");
        }
    }

    private static GroupPicture Read(string groupId, JsonElement group) => new(
        groupId, Count(group, "waiting"u8), Count(group, "leased"u8), Count(group, "silent"u8), Count(group, "released"u8), Count(group, "parked"u8))
    {
        Oldest = group.TryGetProperty("oldest"u8, out var oldest) ? Moment(oldest) : null,
        Held = group.GetProperty("held"u8).EnumerateObject().ToDictionary(reason => reason.Name, reason => reason.Value.GetInt32(), StringComparer.Ordinal),
    };

    private static int Count(JsonElement group, ReadOnlySpan<byte> name) => group.GetProperty(name).GetInt32();

    private static DateTimeOffset Moment(JsonElement milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.GetInt64());
}
