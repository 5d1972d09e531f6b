using System.Text.RegularExpressions;

namespace CoprJobGrab.Model;

/// <summary>
/// The name of a grabber, which is the farm's identity in all processes; and the names of the keys that grabbers of one farm share and others do not.
/// </summary>
/// <param name="Value">The name; null for the grabber without one.</param>
internal sealed partial record GrabberName(string? Value)
{
    /// <summary>The grabber without a name.</summary>
    public static GrabberName None { get; } = new(Value: null);

    /// <summary>The name of its options.</summary>
    public string Options => Value ?? "";

    /// <summary>A key on Redis that is the farm's: <c>cjg:PART</c>, or <c>cjg:@NAME:PART</c>.</summary>
    public string Key(string part) => Value is null ? $"cjg:{part}" : $"cjg:@{Value}:{part}";

    /// <summary>A name that other grabbers of the process do not have too.</summary>
    public string Own(string common) => Value is null ? common : $"{common}.{Value}";

    /// <summary>The name as the beginning of a message; empty without one.</summary>
    public string Prefix => Value is null ? "" : $"Grabber '{Value}': ";

    /// <exception cref="ArgumentException">It is no name.</exception>
    public static GrabberName Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Pattern().IsMatch(name) ? new GrabberName(name) : throw new ArgumentException(
            $"'{Printable.Of(name)}' is no name of a grabber, because keys, options and logs are named by it; "
                + "give 1 to 64 letters of A to Z or a to z, digits, '_', '.' or '-'.", nameof(name));
    }

    public override string ToString() => Value is null ? "the grabber without a name" : $"grabber '{Value}'";

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,64}\z")]
    private static partial Regex Pattern();
}
