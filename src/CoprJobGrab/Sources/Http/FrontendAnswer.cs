using System.Text.Json;
using CoprJobGrab.Model;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Sources.Http;

/// <summary>
/// The whole body of an answer with status 200. Its content type is not looked at: <c>pending-actions/</c> is JSON served as HTML (wire 1.5.8).
/// </summary>
internal sealed class FrontendAnswer(SnapshotBody body, int apiVersion, FrontendFaults faults) : IDisposable
{
    /// <summary>
    /// Reads one JSON value, on whose first token the reader stands, and leaves the reader on its last. A value that is not what was asked for is a
    /// <see cref="FormatException"/>.
    /// </summary>
    public delegate T Parser<out T>(ref Utf8JsonReader reader, SnapshotBody body);

    /// <summary>0 when the frontend did not say (wire 1.8).</summary>
    public int ApiVersion => apiVersion;

    /// <summary>How long ago a cache between got the answer; null when it came from the frontend itself, as far as anybody said.</summary>
    public TimeSpan? Age { get; init; }

    public T Read<T>(Parser<T> parse)
    {
        var bytes = body.Slice(0, body.Length).Span;
        try
        {
            var reader = new Utf8JsonReader(bytes, BuildRecordReader.AnyDepth);
            reader.Read();
            var value = parse(ref reader, body);
            // The reader throws if anything but white space follows.
            reader.Read();
            return value;
        }
        catch (JsonException cause)
        {
            throw faults.NotJson(bytes, cause);
        }
        catch (FormatException cause)
        {
            throw faults.WrongShape(cause.Message);
        }
    }

    /// <summary>Reads a list. The texts about its malformed records do not show the password.</summary>
    public Listing<T>.Complete ReadList<T>(Parser<Listing<T>.Complete> parse) => WithoutSecrets(Read(parse));

    /// <summary>A list that was read from the answer, with nothing of the password in what is told of its malformed records.</summary>
    public Listing<T>.Complete WithoutSecrets<T>(Listing<T>.Complete list)
    {
        (list.Malformed as MalformedRecords)?.Rephrase(faults.WithoutSecrets);
        return list;
    }

    /// <summary>The beginning of the answer, for messages.</summary>
    public string Excerpt() => Http.Excerpt.Of(body.Slice(0, body.Length).Span);

    /// <summary>The exception for an answer that is JSON, but not what was asked for.</summary>
    public TaskSourceException WrongShape(string reason) => faults.WrongShape(reason);

    public void Dispose() => body.Dispose();
}
