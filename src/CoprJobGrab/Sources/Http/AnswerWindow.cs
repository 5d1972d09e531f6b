using System.Buffers;

namespace CoprJobGrab.Sources.Http;

/// <summary>The part of an answer that is at hand: what was read of it and not used yet. It grows only where one value does not fit into it.</summary>
internal sealed class AnswerWindow(Stream stream, int bound, int size = AnswerWindow.FirstSize) : IDisposable
{
    private const int FirstSize = 256 * 1024;

    // As much of the beginning as a message shows.
    private const int KeptBytes = 2 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(size);
    private byte[]? _beginning;
    private int _start, _beginningLength, _used, _end;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>What is at hand.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(_used, _end - _used);

    /// <summary>True when the answer goes no further.</summary>
    public bool IsLast { get; private set; }

    /// <summary>True when the answer is larger than the bound, and was not read on.</summary>
    public bool IsTooLarge => Received > bound;

    /// <summary>How many bytes have come.</summary>
    public long Received { get; private set; }

    /// <summary>The beginning of the answer, for messages.</summary>
    public ReadOnlySpan<byte> Beginning =>
        _beginning is null ? _buffer.AsSpan(_start, Math.Min(KeptBytes, _end - _start)) : _beginning.AsSpan(0, _beginningLength);

    /// <summary>Leaves bytes behind.</summary>
    public void Use(int count) => _used += count;

    /// <summary>Reads on, until no more fits in or the answer ends.</summary>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        while (_end < _buffer.Length && !IsLast && !IsTooLarge)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            IsLast = read == 0;
            _end += read;
            Received += read;
        }

        if (_used == 0 && _end == Received && Bytes.Span.StartsWith(ByteOrderMark))
        {
            _start = _used = ByteOrderMark.Length;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        if (_beginning is not null)
        {
            ArrayPool<byte>.Shared.Return(_beginning);
        }
    }

    private void MakeRoom()
    {
        if (_beginning is null && _used > _start)
        {
            var kept = ArrayPool<byte>.Shared.Rent(KeptBytes);
            Beginning.CopyTo(kept);
            (_beginningLength, _beginning) = (Beginning.Length, kept);
        }

        var rest = Bytes;
        var target = _used == 0 && _end == _buffer.Length ? ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * _buffer.Length, Array.MaxLength)) : _buffer;
        rest.CopyTo(target);
        if (!ReferenceEquals(target, _buffer))
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        (_start, _used, _end) = (0, 0, rest.Length);
    }
}
