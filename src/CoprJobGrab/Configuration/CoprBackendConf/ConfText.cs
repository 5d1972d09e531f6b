using System.Text;

namespace CoprJobGrab.Configuration.CoprBackendConf;

/// <summary>Reads the text of a file as Python does: UTF-8, which must be sound, and lines that end in any of three ways.</summary>
internal static class ConfText
{
    // No file of options comes near it; what is larger is another file, or has no end.
    private const int MostBytes = 1 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="InvalidDataException">It is no text, or far too large to be such a file.</exception>
    public static string Of(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[MostBytes + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MostBytes)
        {
            throw new InvalidDataException($"It has more than {MostBytes} bytes.");
        }

        try
        {
            var text = Strict.GetString(bytes, 0, length);
            return text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        }
        catch (DecoderFallbackException fault)
        {
            throw new InvalidDataException($"Byte {fault.Index + 1} is no UTF-8.", fault);
        }
    }
}
