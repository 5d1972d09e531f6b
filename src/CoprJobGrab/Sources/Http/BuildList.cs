using System.Text.Json;
using CoprJobGrab.Model;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Sources.Http;

/// <summary>Reads a builds list, each record judged for itself.</summary>
internal static class BuildList
{
    /// <summary>Reads <c>pending-jobs/</c>, which is a bare list (wire 1.5.1).</summary>
    public static Listing<BuildTask>.Complete ReadAnswer(ref Utf8JsonReader reader, SnapshotBody body) =>
        reader.TokenType == JsonTokenType.StartArray
            ? Read(ref reader, body)
            : throw new FormatException($"the answer is {JsonDescription.Describe(ref reader)}, not a list of build tasks");

    /// <summary>Reads the list on whose first token the reader stands.</summary>
    public static Listing<BuildTask>.Complete Read(ref Utf8JsonReader reader, SnapshotBody body)
    {
        var records = new BuildRecordReader();
        var tasks = new List<BuildTask>();
        var malformed = new MalformedRecords();
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            var record = records.Read(ref reader, body, index);
            if (record.Task is { } task)
            {
                tasks.Add(task);
            }
            else
            {
                malformed.Add(record.Broken!);
            }
        }

        return new Listing<BuildTask>.Complete(tasks, malformed);
    }
}
