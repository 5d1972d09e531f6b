using CoprJobGrab.Model;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab;

/// <summary>
/// One unit of work for a builder, as the frontend listed it. Only well-formed records become a <see cref="BuildTask"/>: the id is there and usable, and the
/// chroot is there and either names an architecture or is empty (a source task).
/// </summary>
/// <remarks>The frontend's JSON is kept as it came (<see cref="Json"/>); what the library needs is parsed beside it.</remarks>
public sealed class BuildTask
{
    private BuildTaskDetails? _details;

    internal BuildTask(string taskId, ChrootName? chroot, int index, ReadOnlyMemory<byte> json, LimitKeys limits, long givenPriority)
    {
        TaskId = taskId;
        ChrootName = chroot;
        Index = index;
        Json = json;
        Limits = limits;
        GivenPriority = givenPriority;
    }

    /// <summary>The identity of the task, as text: a number in the frontend's JSON and a string with the same digits are one task (wire 2.0).</summary>
    public string TaskId { get; }

    /// <summary>The build target, such as <c>fedora-42-x86_64</c>; null for a source task, whose <c>chroot</c> is null or empty.</summary>
    public string? Chroot => ChrootName?.Text;

    /// <summary>The right-most dash-separated part of the chroot, such as <c>x86_64</c>; null for a source task.</summary>
    public string? Architecture => ChrootName?.Architecture;

    /// <summary>The position of the record in the newest of the frontend's lists that have it, from 0.</summary>
    public int Index { get; internal set; }

    /// <summary>The record as the frontend sent it, byte for byte.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The other members of the record; parsed at the first use.</summary>
    public BuildTaskDetails Details => _details ??= BuildTaskDetails.Read(Json.Span);

    internal ChrootName? ChrootName { get; }

    /// <summary>The keys of limits in its record. Equal keys are one object within a list, and across lists once a plan has seen them.</summary>
    internal LimitKeys Limits { get; set; }

    /// <summary>The priority in its record; 0 when it has none.</summary>
    internal long GivenPriority { get; }

    /// <summary>Reads one record, for task sources that are not HTTP.</summary>
    /// <param name="json">One JSON object, UTF-8. The task keeps a copy.</param>
    /// <param name="index">The record's position in its list, from 0.</param>
    /// <exception cref="FormatException">The record is malformed; the message says how.</exception>
    public static BuildTask Parse(ReadOnlyMemory<byte> json, int index = 0)
    {
        var record = BuildRecordReader.ReadSingle(json, index);
        return record.Task ?? throw new FormatException(record.Broken!.Reason);
    }

    /// <inheritdoc/>
    public override string ToString() => TaskId;
}
