using System.Globalization;

namespace CoprJobGrab.BuildWorker;

/// <summary>The log of one build, a new file: what its command writes to standard output and standard error, as it comes.</summary>
/// <param name="file">The file, without a buffer.</param>
internal sealed class BuildLog(FileStream file) : IDisposable
{
    private const int LongestName = 100;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _unwritable = new();

    public string Path => file.Name;

    /// <summary>Cancelled when the log cannot be written any more.</summary>
    public CancellationToken Unwritable => _unwritable.Token;

    /// <summary>Why the log cannot be written; null when it can.</summary>
    public string? Fault { get; private set; }

    /// <summary>Makes a file that was not there before. The task's id comes from outside, and names no folder and no hidden file.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    public static BuildLog Create(string folder, string taskId, int attempt)
    {
        var safe = string.Concat(taskId.Take(LongestName).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '_'));
        var name = string.Create(CultureInfo.InvariantCulture, $"{(safe is "" or ['.', ..] ? "_" : "")}{safe}.{attempt}");
        for (var copy = 1; ; copy++)
        {
            var path = System.IO.Path.Combine(folder, copy == 1 ? $"{name}.log" : string.Create(CultureInfo.InvariantCulture, $"{name}_{copy}.log"));
            try
            {
                return new BuildLog(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));
            }
            catch (IOException) when (File.Exists(path))
            {
                // Of an earlier attempt with this number, or of a task whose id looks the same.
            }
        }
    }

    /// <summary>Copies a stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="heard">Is told what comes.</param>
    /// <param name="enough">Ends the copying before the end of the stream.</param>
    public async Task CopyAsync(Stream stream, Action<ReadOnlySpan<byte>> heard, CancellationToken enough)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            // A read of a pipe cannot always be cancelled; it can always be left behind.
            while ((read = await stream.ReadAsync(buffer, enough).AsTask().WaitAsync(enough)) > 0)
            {
                heard(buffer.AsSpan(0, read));
                Try(file => file.Write(buffer, 0, read));
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            // Somebody who has left the group holds the other end; what was read is what there is.
        }
    }

    /// <summary>Ends the log; a full disk may show only now.</summary>
    public void Close() => Try(file => file.Dispose());

    public void Dispose()
    {
        Close();
        _unwritable.Dispose();
    }

    private void Try(Action<FileStream> write)
    {
        lock (_gate)
        {
            if (Fault is not null)
            {
                return; // The command is being ended; what it still says has no place.
            }

            try
            {
                write(file);
                return;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                Fault = $"the log {Path} cannot be written: {fault.Message}";
            }
        }

        _unwritable.Cancel();
    }
}
