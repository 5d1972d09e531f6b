using Microsoft.Extensions.Configuration;

namespace CoprJobGrab.Configuration;

/// <summary>The builder groups, each with options of its own.</summary>
internal sealed record GroupsRow(string Path, OptionTable<BuilderGroupOptions> Table) : OptionRow<CoprJobGrabOptions>(Path)
{
    public override void Read(IConfigurationSection part, CoprJobGrabOptions options, List<string> faults)
    {
        foreach (var element in Members(part, faults))
        {
            var group = new BuilderGroupOptions();
            options.Groups.Add(group);
            Members(element, faults);
            Table.Read(element, group, faults);
        }
    }

    public override IEnumerable<string> Faults(CoprJobGrabOptions options, string path) =>
        options.Groups.SelectMany((group, index) => Table.Rows.SelectMany(row => row.Faults(group, $"{path}:{index}:{row.Path}")));

    /// <inheritdoc/>
    /// <remarks>A group has its id in the path, and what it builds as its value.</remarks>
    public override IEnumerable<KeyValuePair<string, string?>> Texts(CoprJobGrabOptions options, string path) =>
        from @group in options.Groups
        let id = $"{path}:{@group.Id.Trim()}"
        let builds = string.Join(", ", @group.Architectures.Select(architecture => architecture.Trim()).Order(StringComparer.Ordinal))
        from text in Table.Rows.Where(row => row.IsLive).SelectMany(row => row.Texts(@group, $"{id}:{row.Path}")).Prepend(new(id, builds))
        select text;

    public override IEnumerable<OptionLine> Lines(CoprJobGrabOptions defaults, string path) =>
        Table.Rows.SelectMany(row => row.Lines(new BuilderGroupOptions(), $"{path}:<n>:{row.Path}"));
}
