using System.Text;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Sources.Http;

/// <summary>The beginning of a body, on one line, for messages.</summary>
internal static class Excerpt
{
    private const int ShownCharacters = 100;

    // More than is shown, because white space is left out.
    private const int ReadBytes = 1024;

    public static string Of(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, ReadBytes)]).TrimEnd('\uFFFD'); // Half a character where the read ended.
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var line = string.Join(' ', words);
        return Printable.Of(line.Length <= ShownCharacters && body.Length >= ReadBytes ? $"{line}…" : JsonDescription.Cut(line, ShownCharacters));
    }

    /// <summary>The beginning of an error's body; as much as came, if it breaks.</summary>
    public static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = new byte[ReadBytes];
        var used = 0;
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                int read;
                while (used < buffer.Length && (read = await stream.ReadAsync(buffer.AsMemory(used), cancellationToken).ConfigureAwait(false)) > 0)
                {
                    used += read;
                }
            }
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException or InvalidDataException or OperationCanceledException)
        {
            // The body explains the status, which is known already and must not be hidden by another failure, nor by the deadline.
        }

        return Of(buffer.AsSpan(0, used));
    }
}
