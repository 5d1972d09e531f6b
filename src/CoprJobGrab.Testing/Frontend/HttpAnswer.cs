using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace CoprJobGrab.Testing;

/// <summary>An HTTP answer, with the ways in which its transfer can go wrong. Change it with <c>with</c>.</summary>
public sealed record HttpAnswer : FakeAnswer
{
    /// <summary>The status code.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The words beside the status code.</summary>
    public string Reason { get; init; } = "OK";

    /// <summary>What the body says that it is.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Further headers. The version header is the frontend's own matter.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body, before compression.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>How the end of the body is told.</summary>
    public BodyFraming Framing { get; init; } = BodyFraming.Length;

    /// <summary>Compress the body.</summary>
    public bool Gzip { get; init; }

    /// <summary>Close the connection after so many bytes of the body, whatever was announced.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Send the body byte by byte, with this pause before each.</summary>
    public TimeSpan? Drip { get; init; }

    /// <summary>The same answer with one header more.</summary>
    public HttpAnswer With(string header, string value) => this with { Headers = new Dictionary<string, string>(Headers) { [header] = value } };

    internal override async Task<bool> WriteAsync(FakeConnection connection, FakeRequest request, CancellationToken cancellationToken)
    {
        var body = Gzip ? Compress(Body) : Body;
        await connection.WriteAsync(Encoding.Latin1.GetBytes(Head(body.Length)), cancellationToken);

        var sent = CutAfter is { } cut ? body[..Math.Min(cut, body.Length)] : body;
        if (Drip is { } pause)
        {
            for (var index = 0; index < sent.Length; index++)
            {
                await Task.Delay(pause, TimeProvider.System, cancellationToken);
                await WritePieceAsync(connection, sent.Slice(index, 1), cancellationToken);
            }
        }
        else
        {
            const int piece = 64 * 1024;
            for (var offset = 0; offset < sent.Length; offset += piece)
            {
                await WritePieceAsync(connection, sent.Slice(offset, Math.Min(piece, sent.Length - offset)), cancellationToken);
            }
        }

        if (CutAfter is not null || Framing == BodyFraming.UntilClose)
        {
            return false;
        }

        if (Framing == BodyFraming.Chunked)
        {
            await connection.WriteAsync("0\r\n\r\n"u8.ToArray(), cancellationToken);
        }

        return true;
    }

    private static byte[] Compress(ReadOnlyMemory<byte> body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(body.Span);
        }

        return compressed.ToArray();
    }

    private string Head(int length)
    {
        var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} {Reason}\r\nContent-Type: {ContentType}\r\n"));
        head.Append(Framing switch
        {
            BodyFraming.Length => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n"),
            BodyFraming.Chunked => "Transfer-Encoding: chunked\r\n",
            _ => "Connection: close\r\n",
        });
        head.Append(Gzip ? "Content-Encoding: gzip\r\n" : "");
        foreach (var (name, value) in Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        return head.Append("\r\n").ToString();
    }

    private async Task WritePieceAsync(FakeConnection connection, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        if (Framing != BodyFraming.Chunked)
        {
            await connection.WriteAsync(piece, cancellationToken);
            return;
        }

        await connection.WriteAsync(Encoding.ASCII.GetBytes(piece.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), cancellationToken);
        await connection.WriteAsync(piece, cancellationToken);
        await connection.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
    }
}
