using CoprJobGrab.Model;
using Microsoft.Extensions.Configuration;

namespace CoprJobGrab.Configuration;

/// <summary>One option. Whatever the library does with options follows from these rows.</summary>
/// <param name="Path">The path within the configuration of <typeparamref name="TOptions"/>.</param>
internal abstract record OptionRow<TOptions>(string Path)
{
    /// <summary>True when a change takes effect while the grabber runs; else it waits for the next start.</summary>
    public bool IsLive { get; private init; }

    /// <summary>True when it is compared with that of another grabber although it waits for the next start. A live option is compared anyway.</summary>
    public bool IsRule { get; private init; }

    public OptionRow<TOptions> Live() => this with { IsLive = true };

    public OptionRow<TOptions> Rule() => this with { IsRule = true };

    public abstract void Read(IConfigurationSection part, TOptions options, List<string> faults);

    /// <summary>The values that are out of range.</summary>
    public abstract IEnumerable<string> Faults(TOptions options, string path);

    /// <summary>The values by their paths, for a comparison with those of another configuration; null is not set.</summary>
    public abstract IEnumerable<KeyValuePair<string, string?>> Texts(TOptions options, string path);

    /// <summary>The lines of <c>docs/configuration.md</c>.</summary>
    public abstract IEnumerable<OptionLine> Lines(TOptions defaults, string path);

    /// <summary>The members of a part that must not be a single value.</summary>
    public static IEnumerable<IConfigurationSection> Members(IConfigurationSection part, List<string> faults)
    {
        if (part.Value is { Length: > 0 })
        {
            faults.Add($"{part.Path} is a single value; give its members.");
        }

        return part.GetChildren();
    }
}

/// <summary>The line of <c>docs/configuration.md</c> about an option, without its meaning.</summary>
internal sealed record OptionLine(string Path, string Type, string Default, string Range);

/// <summary>An option with one value.</summary>
internal sealed record ValueRow<TOptions, T>(string Path, OptionType<T> Type, Func<TOptions, T?> Get, Action<TOptions, T> Set) : OptionRow<TOptions>(Path)
{
    public override void Read(IConfigurationSection part, TOptions options, List<string> faults) => Type.Read(part, faults, value => Set(options, value));

    public override IEnumerable<string> Faults(TOptions options, string path) => Type.Faults(path, Get(options));

    public override IEnumerable<KeyValuePair<string, string?>> Texts(TOptions options, string path) =>
        [new(path, Get(options) switch { null => null, TimeSpan time => TimeText.Of(time), var value => Type.Show(value) })];

    public override IEnumerable<OptionLine> Lines(TOptions defaults, string path) =>
        [new(path, Type.Name, Get(defaults) is { } value ? Type.Display(value) : "not set", Type.Range)];
}

/// <summary>An option with a list of texts.</summary>
internal sealed record ListRow<TOptions>(string Path, OptionType<string> Type, Func<TOptions, IList<string>> Get) : OptionRow<TOptions>(Path)
{
    public override void Read(IConfigurationSection part, TOptions options, List<string> faults)
    {
        foreach (var element in Members(part, faults))
        {
            Type.Read(element, faults, Get(options).Add);
        }
    }

    public override IEnumerable<string> Faults(TOptions options, string path) => Get(options).SelectMany((text, index) => Type.Faults($"{path}:{index}", text));

    public override IEnumerable<KeyValuePair<string, string?>> Texts(TOptions options, string path) =>
        [new(path, Get(options).Count == 0 ? null : string.Join(", ", Get(options).Order(StringComparer.Ordinal)))];

    public override IEnumerable<OptionLine> Lines(TOptions defaults, string path) => [new(path, $"list of {Type.Name}s", "empty", $"each {Type.Range}")];
}

/// <summary>An option with values by name.</summary>
internal sealed record NamedRow<TOptions, T>(string Path, OptionType<T> Type, Func<TOptions, IDictionary<string, T>> Get) : OptionRow<TOptions>(Path)
{
    public override void Read(IConfigurationSection part, TOptions options, List<string> faults)
    {
        foreach (var member in Members(part, faults))
        {
            Type.Read(member, faults, value => Get(options)[member.Key] = value);
        }
    }

    public override IEnumerable<string> Faults(TOptions options, string path) => Get(options).SelectMany(named => string.IsNullOrWhiteSpace(named.Key)
        ? [$"{path} has {Type.Show(named.Value)} without a name; name what it is for."]
        : Type.Faults($"{path}:{named.Key}", named.Value));

    public override IEnumerable<KeyValuePair<string, string?>> Texts(TOptions options, string path) =>
        Get(options).Select(named => new KeyValuePair<string, string?>($"{path}:{named.Key}", Type.Show(named.Value)));

    public override IEnumerable<OptionLine> Lines(TOptions defaults, string path) => [new(path, $"{Type.Name}s by name", "empty", $"each {Type.Range}")];
}
