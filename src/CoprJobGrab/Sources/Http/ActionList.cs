using System.Text.Json;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Sources.Http;

/// <summary>Lists of actions, each record judged for itself.</summary>
internal static class ActionList
{
    /// <summary>Reads <c>pending-actions/</c>: ids with little else (wire 1.5.8).</summary>
    public static Listing<ActionListing>.Complete ReadAnswer(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) =>
        reader.TokenType == JsonTokenType.StartArray
            ? Read(ref reader, body, whole: false)
            : throw new FormatException($"the answer is {JsonDescription.Describe(ref reader)}, not a list of actions");

    /// <summary>Reads the list of whole records on whose first token the reader stands (wire 1.2.1).</summary>
    public static Listing<ActionListing>.Complete ReadRecords(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) => Read(ref reader, body, whole: true);

    /// <summary>Reads <c>action/ID/</c>.</summary>
    public static ActionTask ReadSingle(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        var members = ActionMembers.Read(ref reader);
        var json = body.Slice(start, (int)reader.BytesConsumed - start);
        return members.Fault(whole: true) is { } fault ? throw new FormatException($"the action cannot be used: {fault}") : members.ToTask(json);
    }

    private static Listing<ActionListing>.Complete Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool whole)
    {
        List<ActionListing> actions = [];
        var malformed = new MalformedRecords();
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            var start = (int)reader.TokenStartIndex;
            var members = ActionMembers.Read(ref reader);
            if (members.Fault(whole) is { } fault)
            {
                malformed.Add(new MalformedRecord(index, members.IdText, fault));
            }
            else
            {
                var record = whole ? members.ToTask(body.Slice(start, (int)reader.BytesConsumed - start)) : null;
                actions.Add(members.ToListing(record));
            }
        }

        return new Listing<ActionListing>.Complete(actions, malformed);
    }
}
