using CoprJobGrab.Model;

namespace CoprJobGrab.Sources.Http;

/// <summary>Reads a whole answer into one piece of memory, within a bound.</summary>
internal static class BodyReader
{
    private const int FirstGuess = 64 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Null when the answer is larger than <paramref name="bound"/>.</summary>
    public static async Task<SnapshotBody?> ReadAsync(
        HttpContent content, int bound, BodyBuffers buffers, FrontendFaults faults, CancellationToken cancellationToken)
    {
        var announced = content.Headers.ContentLength;
        if (announced > bound)
        {
            return null;
        }

        // One byte more than the answer has, so that its end is seen without growing.
        var buffer = buffers.Take((int)Math.Min(announced ?? FirstGuess, bound) + 1);
        var used = 0;
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                int read;
                while ((read = await stream.ReadAsync(buffer.AsMemory(used), cancellationToken).ConfigureAwait(false)) > 0)
                {
                    used += read;
                    if (used > bound)
                    {
                        buffers.GiveBack(buffer, used);
                        return null;
                    }

                    if (used == buffer.Length)
                    {
                        buffer = Grow(buffer, (int)Math.Min(4L * buffer.Length, bound + 1L));
                    }
                }
            }
        }
        catch
        {
            faults.Received(buffer.AsSpan(0, used));
            buffers.GiveBack(buffer, used);
            throw;
        }

        var skipped = buffer.AsSpan(0, used).StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        return new SnapshotBody(buffer.AsMemory(skipped, used - skipped), () => buffers.GiveBack(buffer, used));
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        // In few, large steps, and not by Array.Resize, which clears the new array: memory that nobody has touched costs nothing yet, what is left behind does.
        var larger = GC.AllocateUninitializedArray<byte>(length);
        buffer.CopyTo(larger, 0);
        return larger;
    }
}
