using System.Text;
using System.Text.Json;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Sources.Http;

/// <summary>The last task of a list that was cut or damaged: what spoils a list is often the record behind it.</summary>
internal static class LastTask
{
    /// <summary>The id of the last task whose whole record can be read; null when there is none.</summary>
    public static string? In(ReadOnlySpan<byte> list)
    {
        string? whole = null, read = null;
        var depth = 0;
        try
        {
            var reader = new Utf8JsonReader(list, BuildRecordReader.AnyDepth);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName
                    && (read is null || reader.CurrentDepth == depth)
                    && JsonText.NameIs(ref reader, "task_id"u8))
                {
                    depth = reader.CurrentDepth;
                    reader.Read();
                    read = reader.TokenType switch
                    {
                        JsonTokenType.String => JsonDescription.Shorten(JsonText.Read(ref reader)),
                        JsonTokenType.Number => JsonDescription.Shorten(Encoding.ASCII.GetString(reader.ValueSpan)),
                        _ => null,
                    };
                }
                else if (reader.TokenType == JsonTokenType.EndObject && read is not null && reader.CurrentDepth < depth)
                {
                    (whole, read) = (read, null);
                }
            }
        }
        catch (JsonException)
        {
            // Here it was cut.
        }

        return whole;
    }
}
