namespace CoprJobGrab.Model;

/// <summary>
/// A chroot's name, <c>release-version-arch</c>. The release may hold dashes (<c>opensuse-leap-15.6-x86_64</c>), so the architecture is the right-most part
/// (wire 2.0).
/// </summary>
internal sealed class ChrootName
{
    private ChrootName(string text, string architecture)
    {
        Text = text;
        Architecture = architecture;
    }

    public string Text { get; }

    public string Architecture { get; }

    /// <summary>Null when the name has fewer than two dashes or ends in one: it names no architecture then.</summary>
    public static ChrootName? TryParse(string text)
    {
        var last = text.LastIndexOf('-');
        return last > 0 && last < text.Length - 1 && text.IndexOf('-') < last
            ? new ChrootName(text, text[(last + 1)..])
            : null;
    }
}
