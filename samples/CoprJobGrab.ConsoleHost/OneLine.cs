namespace CoprJobGrab.ConsoleHost;

/// <summary>JSON as one line, as a program reads it on its standard input.</summary>
internal static class OneLine
{
    /// <summary>A line feed in JSON stands between its parts alone, where a space says the same.</summary>
    public static byte[] Of(ReadOnlySpan<byte> json)
    {
        byte[] line = [.. json, (byte)'\n'];
        line.AsSpan(0, json.Length).Replace((byte)'\n', (byte)' ');
        line.AsSpan(0, json.Length).Replace((byte)'\r', (byte)' ');
        return line;
    }
}
