using System.Text.Json;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Sources.Http;

/// <summary>
/// The whole body of an answer with status 200. Its content type is not looked at: <c>pending-actions/</c> is JSON served as HTML (wire 1.5.8).
/// </summary>
internal sealed class FrontendAnswer(ReadOnlyMemory<byte> body, FrontendFaults faults)
{
    /// <summary>
    /// Reads one JSON value, on whose first token the reader stands, and leaves the reader on its last. A value that is not what was asked for is a
    /// <see cref="FormatException"/>.
    /// </summary>
    public delegate T Parser<out T>(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body);

    public T Read<T>(Parser<T> parse)
    {
        var reader = new Utf8JsonReader(body.Span, BuildRecordReader.AnyDepth);
        try
        {
            reader.Read();
            var value = parse(ref reader, body);
            // The reader throws if anything but white space follows.
            reader.Read();
            return value;
        }
        catch (JsonException cause)
        {
            throw faults.NotJson(body.Span, reader.BytesConsumed, body.Length, cause);
        }
        catch (FormatException cause)
        {
            throw faults.WrongShape(cause.Message);
        }
    }

    /// <summary>Reads a list. The texts about its malformed records do not show the password.</summary>
    public Listing<T>.Complete ReadList<T>(Parser<Listing<T>.Complete> parse) => faults.WithoutSecrets(Read(parse));

    /// <summary>The beginning of the answer, for messages.</summary>
    public string Excerpt() => Http.Excerpt.Of(body.Span);

    /// <summary>The exception for an answer that is JSON, but not what was asked for.</summary>
    public TaskSourceException WrongShape(string reason) => faults.WrongShape(reason);
}
