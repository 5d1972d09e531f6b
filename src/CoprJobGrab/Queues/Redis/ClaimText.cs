using System.Buffers;
using System.Collections.ObjectModel;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CoprJobGrab.Queues.Redis;

/// <summary>A claim as it is stored: compact JSON without what is absent. Its urn and attempt name it in the writes that are about it.</summary>
internal sealed class ClaimText : IDisposable
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter _json = new(new ArrayBufferWriter<byte>(1), WriterOptions);

    public void Write(Claim claim, IBufferWriter<byte> output)
    {
        var limits = claim.Limits;
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString("urn"u8, claim.Urn);
        _json.WriteNumber("attempt"u8, claim.Attempt);
        WriteText("owner"u8, limits.Owner);
        WriteText("project"u8, limits.Project);
        WriteText("arch"u8, limits.Architecture);
        WriteText("sandbox"u8, limits.Sandbox);
        WriteTags(limits.Tags);
        WriteFlag("ssh"u8, limits.UserSsh);
        WriteFlag("background"u8, limits.Background);
        WriteOwn(limits.Own);
        WriteTime("queued"u8, claim.QueuedAt);
        WriteTime("silent"u8, claim.SilentSince);
        WriteText("parked"u8, claim.ParkedBecause);
        WriteFlag("cancelled"u8, claim.WasCancelled);
        _json.WriteEndObject();
        _json.Flush();
    }

    public ReadOnlyMemory<byte> Bytes(Claim claim)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(claim, output);
        return output.WrittenMemory;
    }

    /// <summary>How a write names the stored claim: by its urn; <c>-</c> is none, and nothing one whose urn cannot be read.</summary>
    public static string NameOf(Claim claim) => !claim.IsStored ? "-" : claim.Urn == Guid.Empty ? "" : claim.Urn.ToString("D");

    /// <summary>
    /// Reads a stored claim. A part that cannot be read is left out: a claim that lost its details still keeps its task from being handed out twice.
    /// </summary>
    public static Claim Read(string taskId, string groupId, ReadOnlyMemory<byte> text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Read(taskId, groupId, json.RootElement) : Unreadable(taskId, groupId);
        }
        catch (JsonException)
        {
            return Unreadable(taskId, groupId);
        }
    }

    private static Claim Read(string taskId, string groupId, JsonElement json) => new(
        taskId,
        groupId,
        Guid.TryParseExact(Text(json, "urn"u8), "D", out var uuid) ? uuid : Guid.Empty,
        Attempt(json),
        Text(json, "parked"u8) is null ? ClaimState.Silent : ClaimState.Parked,
        new LimitKeys
        {
            Owner = Text(json, "owner"u8),
            Project = Text(json, "project"u8),
            Architecture = Text(json, "arch"u8),
            Sandbox = Text(json, "sandbox"u8),
            Tags = Tags(json),
            UserSsh = Flag(json, "ssh"u8),
            Background = Flag(json, "background"u8),
            Own = Own(json),
        })
    {
        QueuedAt = Time(json, "queued"u8),
        SilentSince = Time(json, "silent"u8),
        ParkedBecause = Text(json, "parked"u8),
        WasCancelled = Flag(json, "cancelled"u8),
    };

    /// <summary>As the scripts read it: what is no whole number counts as 1.</summary>
    private static int Attempt(JsonElement json) =>
        json.TryGetProperty("attempt"u8, out var attempt) && attempt.ValueKind == JsonValueKind.Number && attempt.TryGetDouble(out var number)
        && number is >= 0 and <= int.MaxValue && double.IsInteger(number) ? (int)number : 1;

    private static Claim Unreadable(string taskId, string groupId) => new(taskId, groupId, Guid.Empty, 1, ClaimState.Silent, new LimitKeys());

    private static string? Text(JsonElement json, ReadOnlySpan<byte> name) => json.TryGetProperty(name, out var value) ? Text(value) : null;

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // It is no text: a lone surrogate, or bytes that are no UTF-8.
            return null;
        }
    }

    private static DateTimeOffset? Time(JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var milliseconds)
        && milliseconds >= 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    private static bool Flag(JsonElement json, ReadOnlySpan<byte> name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string[] Tags(JsonElement json) =>
        json.TryGetProperty("tags"u8, out var tags) && tags.ValueKind == JsonValueKind.Array
            ? [.. tags.EnumerateArray().Select(Text).OfType<string>()]
            : [];

    private static IReadOnlyDictionary<string, string> Own(JsonElement json)
    {
        if (!json.TryGetProperty("own"u8, out var own) || own.ValueKind != JsonValueKind.Object)
        {
            return ReadOnlyDictionary<string, string>.Empty;
        }

        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in own.EnumerateObject())
        {
            if (Text(member.Value) is { } key)
            {
                keys[member.Name] = key;
            }
        }

        return keys;
    }

    private void WriteOwn(IReadOnlyDictionary<string, string> keys)
    {
        if (keys.Count == 0)
        {
            return;
        }

        _json.WriteStartObject("own"u8);
        foreach (var (limit, key) in keys)
        {
            _json.WriteString(limit, key);
        }

        _json.WriteEndObject();
    }

    private void WriteText(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            _json.WriteString(name, value);
        }
    }

    private void WriteTime(ReadOnlySpan<byte> name, DateTimeOffset? value)
    {
        if (value is { } time)
        {
            _json.WriteNumber(name, time.ToUnixTimeMilliseconds());
        }
    }

    private void WriteFlag(ReadOnlySpan<byte> name, bool value)
    {
        if (value)
        {
            _json.WriteBoolean(name, value);
        }
    }

    private void WriteTags(IReadOnlyList<string> tags)
    {
        if (tags.Count == 0)
        {
            return;
        }

        _json.WriteStartArray("tags"u8);
        foreach (var tag in tags)
        {
            _json.WriteStringValue(tag);
        }

        _json.WriteEndArray();
    }

    public void Dispose() => _json.Dispose();
}
