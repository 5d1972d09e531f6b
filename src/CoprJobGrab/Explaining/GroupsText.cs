namespace CoprJobGrab.Explaining;

/// <summary>Names the builder groups that there are, and what they build.</summary>
internal static class GroupsText
{
    private const int Shown = 20;

    public static string Of(IReadOnlyList<BuilderGroup> groups)
    {
        var more = groups.Count > Shown ? $" and {groups.Count - Shown} more" : "";
        return groups.Count == 0 ? "there are no builder groups" : $"the builder groups are {string.Join(", ", groups.Take(Shown).Select(Of))}{more}";
    }

    private static string Of(BuilderGroup group) =>
        $"{group.Id} ({(group.Architectures.Count == 0 ? "no architecture is named" : string.Join(", ", group.Architectures))})";
}
