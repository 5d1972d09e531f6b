namespace CoprJobGrab.Queues.Claims;

/// <summary>
/// Reads a list in parts, from its head, while others take elements out of it and push into it. An element that stands in the list from the beginning to the
/// end of the reading is read.
/// </summary>
internal static class ListParts
{
    // So many elements may leave what was read, between one part and the next, without the list being read anew.
    private const int Overlap = 100;
    private const int MostTries = 5;

    /// <summary>Reads the list.</summary>
    /// <param name="atOnce">How many new elements a part has at most.</param>
    /// <param name="part">Reads so many elements, the second number, from an index on, the first one.</param>
    /// <param name="nameOf">The name of an element.</param>
    /// <param name="cancellationToken">Ends it between two parts.</param>
    /// <exception cref="BuildQueueException">The list changed so much, at each try, that it could not be told where the next part begins.</exception>
    public static async Task<List<T>> ReadAsync<T>(
        int atOnce, Func<int, int, Task<T[]>> part, Func<T, Guid> nameOf, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await TryReadAsync(atOnce, part, nameOf, cancellationToken).ConfigureAwait(false) is { } read)
            {
                return read;
            }
        }

        throw new BuildQueueException(
            $"The list changed so much while it was read, {MostTries} times, that it could not be read as a whole; it is read again in the next cycle.");
    }

    private static async Task<List<T>?> TryReadAsync<T>(
        int atOnce, Func<int, int, Task<T[]>> part, Func<T, Guid> nameOf, CancellationToken cancellationToken)
    {
        var (read, end) = (new List<T>(), 0);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var from = Math.Max(0, end - Overlap);
            var count = end - from + atOnce;
            var found = await part(from, count).ConfigureAwait(false);
            // Others have moved the last element that was read: by elements taken out before it, towards the head; by pushes, away from it.
            var known = read.Count == 0 ? 0 : After(found, nameOf(read[^1]), end - from - 1, nameOf);
            if (known < 0)
            {
                return null;
            }

            read.AddRange(found.AsSpan(known));
            end = from + found.Length;
            if (found.Length < count)
            {
                return read;
            }
        }
    }

    /// <summary>The index behind the element of this name, which is where it was, unless it has moved; -1 when it is not there.</summary>
    private static int After<T>(T[] found, Guid name, int expected, Func<T, Guid> nameOf)
    {
        var at = expected < found.Length && nameOf(found[expected]) == name ? expected : Array.FindIndex(found, one => nameOf(one) == name);
        return at < 0 ? -1 : at + 1;
    }
}
