using System.Buffers.Text;
using System.Text;

namespace CoprJobGrab.TestKit;

/// <summary>Cuts what a client sends into requests: arrays of byte strings, as every client sends them.</summary>
internal sealed class RedisRequests
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _start, _end;

    /// <summary>Reads more; false at the end.</summary>
    public async Task<bool> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }

    /// <summary>Takes a whole request, valid until the next read; false when the rest of one is missing.</summary>
    public bool TryTake(out string command, out ReadOnlyMemory<byte> bytes)
    {
        (command, bytes) = ("", default);
        var position = _start;
        if (!TryNumber('*', ref position, out var count))
        {
            return false;
        }

        for (var index = 0; index < count; index++)
        {
            if (!TryNumber('$', ref position, out var length) || position + length + 2 > _end)
            {
                return false;
            }

            if (index == 0)
            {
                command = Encoding.ASCII.GetString(_buffer, position, length).ToUpperInvariant();
            }

            position += length + 2;
        }

        bytes = _buffer.AsMemory(_start, position - _start);
        _start = position;
        return true;
    }

    private bool TryNumber(char kind, ref int position, out int number)
    {
        number = 0;
        var line = _buffer.AsSpan(position, _end - position);
        var end = line.IndexOf((byte)'\n');
        if (end < 0)
        {
            return false;
        }

        if (line[0] != kind || !Utf8Parser.TryParse(line[1..end], out number, out _))
        {
            throw new InvalidDataException($"A request begins with {Encoding.Latin1.GetString(line[..end])} where {kind} and a number should stand.");
        }

        position += end + 1;
        return true;
    }
}
