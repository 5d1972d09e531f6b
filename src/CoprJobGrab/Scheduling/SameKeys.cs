using System.Diagnostics.CodeAnalysis;

namespace CoprJobGrab;

/// <summary>Compares limit keys by all that they say.</summary>
internal sealed class SameKeys : IEqualityComparer<LimitKeys>
{
    public static SameKeys Instance { get; } = new();

    public bool Equals(LimitKeys? x, LimitKeys? y) => ReferenceEquals(x, y) || (x is not null && y is not null
        && x.Owner == y.Owner && x.Project == y.Project && x.Architecture == y.Architecture && x.Sandbox == y.Sandbox
        && x.UserSsh == y.UserSsh && x.Background == y.Background
        && x.Tags.SequenceEqual(y.Tags, StringComparer.Ordinal)
        && x.Own.Count == y.Own.Count && x.Own.All(own => y.Own.TryGetValue(own.Key, out var other) && other == own.Value));

    public int GetHashCode([DisallowNull] LimitKeys obj) => HashCode.Combine(obj.Owner, obj.Project, obj.Architecture, obj.Sandbox, obj.UserSsh, obj.Background, obj.Tags.Count);
}
