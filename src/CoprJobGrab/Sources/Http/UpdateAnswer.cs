using System.Text.Json;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Sources.Http;

/// <summary>The ids that <c>update/</c> answers (wire 1.2.2): those that it took, and those that it does not know.</summary>
internal static class UpdateAnswer
{
    /// <summary>Reads the answer. An id in it, in either list, has nothing left to report.</summary>
    public static HashSet<long> ReadSettledActions(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) =>
        Read(ref reader, "updated_actions_ids", "non_existing_actions_ids");

    /// <inheritdoc cref="ReadSettledActions"/>
    public static HashSet<long> ReadSettledBuilds(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) =>
        Read(ref reader, "updated_builds_ids", "non_existing_builds_ids");

    private static HashSet<long> Read(ref Utf8JsonReader reader, string updated, string missing)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException($"the answer is {JsonDescription.Describe(ref reader)}, not an object with `{updated}`");
        }

        HashSet<long> settled = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(ref reader);
            reader.Read();
            if ((name == updated || name == missing) && reader.TokenType == JsonTokenType.StartArray)
            {
                AddIds(ref reader, settled);
            }

            reader.Skip();
        }

        return settled;
    }

    private static void AddIds(ref Utf8JsonReader reader, HashSet<long> ids)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (JsonText.Integer(ref reader) is { } id)
            {
                ids.Add(id);
            }

            reader.Skip();
        }
    }
}
