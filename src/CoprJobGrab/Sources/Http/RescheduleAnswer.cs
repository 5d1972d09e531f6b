using System.Text.Json;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Sources.Http;

/// <summary>
/// The answer of <c>reschedule_build_chroot/</c> (wire 1.2.4): an object whose <c>result</c> is <c>done</c>, <c>noop</c> or <c>bad request</c>,
/// always with status 200.
/// </summary>
internal static class RescheduleAnswer
{
    /// <summary>Reads the result; null when there is none.</summary>
    public static string? ReadResult(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException($"the answer is {JsonDescription.Describe(ref reader)}, not an object with `result`");
        }

        string? result = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isResult = JsonText.NameIs(ref reader, "result"u8);
            reader.Read();
            if (isResult)
            {
                result = JsonText.ReadOrNull(ref reader);
            }

            reader.Skip();
        }

        return result;
    }
}
