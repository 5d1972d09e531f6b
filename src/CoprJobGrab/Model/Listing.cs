namespace CoprJobGrab;

/// <summary>One of the frontend's lists: <see cref="Complete"/>, or <see cref="NoNews"/>. It is never a part of the list.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
public abstract record Listing<T>
{
    private Listing() { }

    /// <summary>The whole list.</summary>
    /// <param name="Items">The well-formed records, in the frontend's order.</param>
    /// <param name="Malformed">The others.</param>
    public sealed record Complete(IReadOnlyList<T> Items, IReadOnlyList<MalformedRecord> Malformed) : Listing<T>
    {
        /// <summary>The whole list, with no malformed record in it.</summary>
        /// <param name="items">The records, in the frontend's order.</param>
        public Complete(IReadOnlyList<T> items) : this(items, [])
        {
        }

        /// <summary>All records, the malformed ones included.</summary>
        public int Count => Items.Count + Malformed.Count;
    }

    /// <summary>Nothing is known this time; what was known before still stands.</summary>
    /// <param name="Error">Why, or null when the frontend does not have this list.</param>
    public sealed record NoNews(TaskSourceException? Error) : Listing<T>;
}
