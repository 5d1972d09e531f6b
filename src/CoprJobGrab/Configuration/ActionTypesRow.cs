using Microsoft.Extensions.Configuration;

namespace CoprJobGrab.Configuration;

/// <summary>The limits of single types of action, by the type's name or number.</summary>
internal sealed record ActionTypesRow(string Path, OptionTable<ActionTypeOptions> Table) : OptionRow<CoprJobGrabOptions>(Path)
{
    public override void Read(IConfigurationSection part, CoprJobGrabOptions options, List<string> faults)
    {
        foreach (var member in Members(part, faults))
        {
            // The framework would read a list of names as one type that is all of them.
            if (Enum.TryParse<ActionType>(member.Key, ignoreCase: true, out var type) && !member.Key.Contains(',', StringComparison.Ordinal))
            {
                Members(member, faults);
                Table.Read(member, options.Actions.For(type), faults);
            }
            else
            {
                faults.Add($"{member.Path} is for no type of action; give one of {string.Join(", ", Enum.GetNames<ActionType>())}, or the number of a type.");
            }
        }
    }

    public override IEnumerable<string> Faults(CoprJobGrabOptions options, string path) =>
        options.Actions.Types.SelectMany(type => Table.Rows.SelectMany(row => row.Faults(type.Value, $"{path}:{type.Key}:{row.Path}")));

    public override IEnumerable<KeyValuePair<string, string?>> Texts(CoprJobGrabOptions options, string path) =>
        options.Actions.Types.SelectMany(type => Table.Rows.SelectMany(row => row.Texts(type.Value, $"{path}:{type.Key}:{row.Path}")));

    public override IEnumerable<OptionLine> Lines(CoprJobGrabOptions defaults, string path) =>
        Table.Rows.SelectMany(row => row.Lines(new ActionTypeOptions(), $"{path}:<type>:{row.Path}"));
}
