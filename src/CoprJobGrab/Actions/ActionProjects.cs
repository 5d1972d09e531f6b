namespace CoprJobGrab.Actions;

/// <summary>
/// Which projects an action touches, as keys: <c>#6</c> for a project's number, <c>owner/project</c> for its name.
/// Two actions that share a key must not run at once.
/// </summary>
/// <remarks>
/// An action holds every key that it gives, not only the best one.
/// A number and a name cannot be compared, so an action from before numbers were sent meets a newer one of the same project only by the name;
/// and a project that was deleted and made again has another number but the same directory.
/// One case remains unmatched: an action that gives nothing but the number beside one that gives nothing but the name.
/// An action without any key has a lane of its own. One that names more than <see cref="ActionDataNames.Max"/> projects holds <see cref="Every"/>.
/// </remarks>
internal static class ActionProjects
{
    /// <summary>The key of an action that may touch any project: it runs beside none that has a key.</summary>
    public const string Every = "*";

    public static IReadOnlyList<string> Of(ActionTask action)
    {
        var keys = new List<string>();
        if (action.CoprId is { } number)
        {
            keys.Add($"#{number}");
        }

        if (action.Data is { } data)
        {
            keys.AddRange(ActionDataNames.Read(data) ?? [Every]);
        }

        AddName(keys, action.OldValue);
        if (action.Type is ActionType.Rename or ActionType.Fork)
        {
            AddName(keys, action.NewValue);
        }

        return [.. keys.Distinct(StringComparer.Ordinal)];
    }

    private static void AddName(List<string> keys, string? value)
    {
        if (value is not null && FullProjectName.Of(value) is { } name)
        {
            keys.Add(name);
        }
    }
}
