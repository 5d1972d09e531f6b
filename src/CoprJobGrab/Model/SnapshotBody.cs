namespace CoprJobGrab.Model;

/// <summary>
/// The bytes of one answer.
/// Tens of megabytes at every poll, so the array goes back to whoever lent it when the snapshot is done with; a record that is read after that throws instead
/// of showing another answer's bytes.
/// </summary>
internal sealed class SnapshotBody(ReadOnlyMemory<byte> bytes, Action? giveBack = null) : IDisposable
{
    private Action? _giveBack = giveBack;
    private bool _disposed;

    public int Length => bytes.Length;

    public ReadOnlyMemory<byte> Slice(int offset, int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(TaskSnapshot));
        return bytes.Slice(offset, length);
    }

    public void Dispose()
    {
        _disposed = true;
        Interlocked.Exchange(ref _giveBack, null)?.Invoke();
    }
}
