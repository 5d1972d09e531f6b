using System.Buffers;
using System.Text;
using System.Text.Unicode;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>
/// Task ids as bytes and back, without loss.
/// They are UTF-8, but a lone surrogate, which UTF-8 does not have, is written in three bytes as if it had: two ids that differ there must not become one.
/// </summary>
internal static class TaskIdText
{
    private const int MaxBytesPerUnit = 3;

    public static void Write(string taskId, IBufferWriter<byte> output)
    {
        var bytes = output.GetSpan(taskId.Length * MaxBytesPerUnit);
        var text = taskId.AsSpan();
        var at = 0;
        while (!text.IsEmpty)
        {
            Utf8.FromUtf16(text, bytes[at..], out var read, out var written, replaceInvalidSequences: false);
            at += written;
            text = text[read..];
            if (!text.IsEmpty)
            {
                at += LoneSurrogate(text[0], bytes[at..]);
                text = text[1..];
            }
        }

        output.Advance(at);
    }

    public static RedisValue Value(string taskId)
    {
        // The client writes UTF-8 itself.
        if (!taskId.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return taskId;
        }

        var output = new ArrayBufferWriter<byte>();
        Write(taskId, output);
        return output.WrittenMemory;
    }

    private static int LoneSurrogate(char unit, Span<byte> bytes)
    {
        bytes[0] = (byte)(0xe0 | (unit >> 12));
        bytes[1] = (byte)(0x80 | ((unit >> 6) & 0x3f));
        bytes[2] = (byte)(0x80 | (unit & 0x3f));
        return MaxBytesPerUnit;
    }

    public static string Read(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var read) == OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else if (bytes.Length >= MaxBytesPerUnit && bytes[0] == 0xed)
            {
                text.Append((char)(((bytes[0] & 0x0f) << 12) | ((bytes[1] & 0x3f) << 6) | (bytes[2] & 0x3f)));
                read = MaxBytesPerUnit;
            }
            else
            {
                text.Append('\uFFFD');
            }

            bytes = bytes[read..];
        }

        return text.ToString();
    }
}
