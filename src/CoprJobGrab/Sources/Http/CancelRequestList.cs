using System.Text;
using System.Text.Json;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Sources.Http;

/// <summary>The answer of <c>build-tasks/cancel-requests/</c>: a bare list of task ids (wire 1.5.2).</summary>
internal static class CancelRequestList
{
    public static Listing<string>.Complete ReadAnswer(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new FormatException($"the answer is {JsonDescription.Describe(ref reader)}, not a list of task ids");
        }

        List<string> ids = [];
        var malformed = new MalformedRecords();
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.String:
                    var id = JsonText.Read(ref reader);
                    if (FaultOf(id) is { } fault)
                    {
                        malformed.Add(new MalformedRecord(index, null, fault));
                        break;
                    }

                    ids.Add(id);
                    break;
                case JsonTokenType.Number:
                    ids.Add(Encoding.ASCII.GetString(reader.ValueSpan));
                    break;
                default:
                    malformed.Add(new MalformedRecord(index, null, $"the task id is {JsonDescription.Describe(ref reader)}, not a string or a number"));
                    reader.Skip();
                    break;
            }
        }

        return new Listing<string>.Complete(ids, malformed);
    }

    private static string? FaultOf(string id) => id switch
    {
        "" => "the task id is empty",
        // The answer's address would be another one.
        "." or ".." => $"the task id is `{id}`, which cannot be a part of an address",
        _ => null,
    };
}
