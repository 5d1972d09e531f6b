using System.Diagnostics.CodeAnalysis;

namespace CoprJobGrab.Model;

/// <summary>Compares limit keys by all that they say.</summary>
internal sealed class LimitKeysComparer : IEqualityComparer<LimitKeys>
{
    public static LimitKeysComparer Instance { get; } = new();

    public bool Equals(LimitKeys? x, LimitKeys? y) => ReferenceEquals(x, y) || (x is not null && y is not null
        && x.Owner == y.Owner && x.Project == y.Project && x.Architecture == y.Architecture && x.Sandbox == y.Sandbox
        && x.UserSsh == y.UserSsh && x.Background == y.Background
        && x.Tags.Count == y.Tags.Count && (x.Tags.Count == 0 || x.Tags.SequenceEqual(y.Tags, StringComparer.Ordinal))
        && x.Own.Count == y.Own.Count && (x.Own.Count == 0 || AreSame(x.Own, y.Own)));

    public int GetHashCode([DisallowNull] LimitKeys obj) =>
        // A sandbox names the project and its owner.
        HashCode.Combine(obj.Sandbox ?? obj.Project ?? obj.Owner, obj.Architecture, HashOf(obj.Tags), HashOf(obj.Own));

    // A method of its own, because a closure in Equals would be allocated at every comparison.
    private static bool AreSame(IReadOnlyDictionary<string, string> own, IReadOnlyDictionary<string, string> other) =>
        own.All(key => other.TryGetValue(key.Key, out var value) && value == key.Value);

    private static int HashOf(IReadOnlyList<string> tags)
    {
        var hash = tags.Count;
        for (var at = 0; at < tags.Count; at++)
        {
            hash = HashCode.Combine(hash, tags[at]);
        }

        return hash;
    }

    // The same in whatever order.
    private static int HashOf(IReadOnlyDictionary<string, string> own)
    {
        var hash = own.Count;
        if (hash > 0)
        {
            foreach (var (name, key) in own)
            {
                hash ^= HashCode.Combine(name, key);
            }
        }

        return hash;
    }
}
