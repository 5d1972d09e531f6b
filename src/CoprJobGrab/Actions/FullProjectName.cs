namespace CoprJobGrab.Actions;

/// <summary>The full name of a project, <c>owner/project</c>, from the forms in which actions give it.</summary>
internal static class FullProjectName
{
    /// <summary>From <c>owner/project</c> or the name of one of its directories, <c>owner/project:pr:7</c>; null when it is neither.</summary>
    public static string? Of(string value)
    {
        var name = WithoutDirectory(value);
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < name.Length - 1 ? name : null;
    }

    /// <summary>From an owner and a project or one of its directories; null when one of them is empty.</summary>
    public static string? Of(string owner, string project) => Of($"{owner}/{WithoutDirectory(project)}");

    /// <summary>The name of a project from that of one of its directories.</summary>
    public static string WithoutDirectory(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? name : name[..colon];
    }
}
