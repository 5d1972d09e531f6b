using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Workers;

/// <summary>A build as Copr's frontend is told of it (wire 1.2.2, 1.5.4, 1.5.5).</summary>
/// <param name="Id">The build; several tasks may be of one.</param>
/// <param name="TaskId">The task.</param>
/// <param name="Chroot">The chroot; <c>srpm-builds</c> for a source task.</param>
/// <param name="ResultDir">The directory of its results, which today's frontend forgets when a message does not have it; null for none.</param>
/// <param name="IsWhole">True when the record has what a worker needs, and not only what a list has since 2019 (wire 2.4).</param>
internal sealed record ToldBuild(long Id, string TaskId, string Chroot, string? ResultDir, bool IsWhole)
{
    public bool IsSource => !TaskId.Contains('-', StringComparison.Ordinal);

    /// <summary>Null when neither the record nor the task's id names a build, or a chroot.</summary>
    public static ToldBuild? Of(string taskId, ReadOnlyMemory<byte> json)
    {
        long? id = null;
        string? chroot = null, resultDir = null, package = null;
        var isWhole = false;
        try
        {
            var reader = new Utf8JsonReader(json.Span, BuildRecordReader.AnyDepth);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = JsonText.Read(ref reader);
                reader.Read();
                switch (name)
                {
                    case "build_id": id = JsonText.Integer(ref reader); break;
                    case "chroot": chroot = JsonText.ReadOrNull(ref reader); break;
                    case "result_dir": resultDir = JsonText.ReadOrNull(ref reader); break;
                    case "package_name": package = JsonText.ReadOrNull(ref reader); break;
                    case "git_repo" or "source_type" or "pkgs": isWhole = true; break;
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // What the task's id says is enough.
        }

        var named = BuildChroot.Of(taskId);
        var isSource = !taskId.Contains('-', StringComparison.Ordinal);
        chroot = isSource ? BuildChroot.Source : string.IsNullOrEmpty(chroot) ? named?.Chroot : chroot;
        if ((id ?? named?.BuildId) is not { } build || chroot is null)
        {
            return null;
        }

        // So Copr's backend names it.
        var usual = string.Create(CultureInfo.InvariantCulture, $"{build:D8}");
        var own = isSource ? usual : isWhole && package is not null ? $"{usual}-{package}" : null;
        return new ToldBuild(build, taskId, chroot, resultDir ?? own, isWhole);
    }

    /// <summary>The body of <c>starting_build/</c> in 2014 (wire 1.2.3).</summary>
    public ReadOnlyMemory<byte> ToStart() => Write(json =>
    {
        json.WriteNumber("build_id"u8, Id);
        json.WriteString("chroot"u8, Chroot);
    });

    /// <summary>The build with a status: today's body of <c>starting_build/</c> (wire 1.5.4).</summary>
    public ReadOnlyMemory<byte> ToStart(DateTimeOffset startedAt) => Write(json => Write(json, 6, startedAt, null, null));

    /// <summary>The body of <c>update/</c>.</summary>
    public ReadOnlyMemory<byte> ToUpdate(int status, DateTimeOffset startedAt, DateTimeOffset? endedAt = null, string? members = null) => Write(json =>
    {
        json.WriteStartArray("builds"u8);
        json.WriteStartObject();
        Write(json, status, startedAt, endedAt, members);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    private void Write(Utf8JsonWriter json, int status, DateTimeOffset startedAt, DateTimeOffset? endedAt, string? members)
    {
        json.WriteNumber("id"u8, Id);
        json.WriteNumber("build_id"u8, Id);
        json.WriteString("task_id"u8, TaskId);
        json.WriteString("chroot"u8, Chroot);
        json.WriteNumber("status"u8, status);
        // The frontend's database takes no U+0000 in a text, and would refuse the report each time.
        using var given = JsonDocument.Parse(members?.Replace("\\u0000", "\\ufffd", StringComparison.Ordinal) ?? "{}");
        if (!given.RootElement.TryGetProperty("started_on"u8, out _))
        {
            json.WriteNumber("started_on"u8, startedAt.ToUnixTimeSeconds());
        }

        if (endedAt is { } end && !given.RootElement.TryGetProperty("ended_on"u8, out _))
        {
            json.WriteNumber("ended_on"u8, end.ToUnixTimeSeconds());
        }

        if (ResultDir is not null && !given.RootElement.TryGetProperty("result_dir"u8, out _))
        {
            json.WriteString("result_dir"u8, ResultDir);
        }

        foreach (var member in given.RootElement.EnumerateObject())
        {
            json.WritePropertyName(member.Name);
            json.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
        }
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        var text = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(text);
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
        json.Flush();
        return text.WrittenMemory;
    }
}
