using CoprJobGrab.Testing;

namespace CoprJobGrab.Tests.Sources;

/// <summary>Recorded traffic of the real frontend.</summary>
internal static class Capture
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "captures");

    public static byte[] Body(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".json"));

    public static IEnumerable<string> Names(string pattern) =>
        Directory.GetFiles(Folder, pattern + ".json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order();

    /// <summary>The whole answer: status, headers, and the body if it was kept.</summary>
    public static HttpAnswer Answer(string name)
    {
        var lines = File.ReadAllText(Path.Combine(Folder, name + ".txt")).Split('\n');
        var status = lines[1].Split(' ', 3);
        var headers = lines.Skip(2).TakeWhile(line => line.Trim().Length > 0).Select(line => line.Trim().Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        var chunked = headers.Remove("Transfer-Encoding");
        var contentType = headers["Content-Type"];
        foreach (var ours in (string[])["Content-Length", "Content-Type", "Connection"])
        {
            headers.Remove(ours);
        }

        var text = string.Join('\n', lines.Skip(2).SkipWhile(line => line.Trim().Length > 0).Skip(1));
        return new HttpAnswer
        {
            Status = int.Parse(status[1], System.Globalization.CultureInfo.InvariantCulture),
            Reason = status[2].Trim(),
            ContentType = contentType,
            Headers = headers,
            Body = File.Exists(Path.Combine(Folder, name + ".json")) ? Body(name) : System.Text.Encoding.UTF8.GetBytes(text),
            Framing = chunked ? BodyFraming.Chunked : BodyFraming.Length,
        };
    }
}
