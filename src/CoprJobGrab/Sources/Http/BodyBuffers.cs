namespace CoprJobGrab.Sources.Http;

/// <summary>
/// Keeps the memory of one answer for the next one: the builds list can be tens of megabytes at every poll, and touching fresh memory costs more than parsing.
/// One array at most is kept; whoever asks while it is lent out gets an array of its own.
/// </summary>
internal sealed class BodyBuffers
{
    private const int WorthDropping = 1024 * 1024;

    private byte[]? _kept;

    public byte[] Take(int atLeast)
    {
        var kept = Interlocked.Exchange(ref _kept, null);
        return kept is not null && kept.Length >= atLeast ? kept : GC.AllocateUninitializedArray<byte>(atLeast);
    }

    /// <summary>Takes an array back, unless it has become far larger than what is needed: one huge answer must not be paid for ever.</summary>
    public void GiveBack(byte[] buffer, int used)
    {
        if (buffer.Length <= WorthDropping || buffer.Length / 4 <= used)
        {
            Interlocked.Exchange(ref _kept, buffer);
        }
    }
}
