using System.Text.Json;

namespace CoprJobGrab;

/// <summary>A builds list, each record judged for itself.</summary>
internal sealed record BuildList(List<BuildTask> Tasks, List<MalformedRecord> Malformed)
{
    /// <summary>Reads <c>pending-jobs/</c>, which is a bare list (spec 1.5.1).</summary>
    public static BuildList ReadAnswer(ref Utf8JsonReader reader, SnapshotBody body) =>
        reader.TokenType == JsonTokenType.StartArray
            ? Read(ref reader, body)
            : throw new FormatException($"the answer is {JsonDescription.Describe(ref reader)}, not a list of build tasks");

    /// <summary>Reads the list on whose first token the reader stands.</summary>
    public static BuildList Read(ref Utf8JsonReader reader, SnapshotBody body)
    {
        var records = new BuildRecordReader();
        var list = new BuildList([], []);
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            var record = records.Read(ref reader, body, index);
            if (record.Task is { } task)
            {
                list.Tasks.Add(task);
            }
            else
            {
                list.Malformed.Add(record.Broken!);
            }
        }

        return list;
    }
}
