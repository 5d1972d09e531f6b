using System.Text;

namespace CoprJobGrab.ConsoleHost;

/// <summary>Reads a stream to its end and keeps its last characters, however long it is and whatever it holds.</summary>
/// <param name="characters">How many are kept.</param>
/// <param name="enough">Ends the reading before the end of the stream.</param>
internal sealed class TailOfStream(int characters, CancellationToken enough)
{
    private const int LongestCharacter = 4;

    private readonly byte[] _kept = new byte[characters * LongestCharacter];
    private int _length;

    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enough);
        try
        {
            int read;
            // A read of a pipe cannot always be cancelled; it can always be left behind.
            while ((read = await stream.ReadAsync(buffer, either.Token).AsTask().WaitAsync(either.Token)) > 0)
            {
                Keep(buffer.AsSpan(0, read));
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // What was read is what there is to tell.
        }
    }

    /// <summary>The last characters, without the line feeds at the end.</summary>
    public override string ToString()
    {
        var text = Encoding.UTF8.GetString(_kept, 0, _length).TrimEnd('\r', '\n');
        var start = Math.Max(0, text.Length - characters);
        // A character outside the basic plane is two in a string; half of one is no text.
        return text[(start < text.Length && char.IsLowSurrogate(text[start]) ? start + 1 : start)..];
    }

    /// <summary>Takes what comes next.</summary>
    public void Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _kept.Length)
        {
            bytes = bytes[^_kept.Length..];
        }

        var stays = Math.Min(_length, _kept.Length - bytes.Length);
        _kept.AsSpan(_length - stays, stays).CopyTo(_kept);
        bytes.CopyTo(_kept.AsSpan(stays));
        _length = stays + bytes.Length;
    }
}
