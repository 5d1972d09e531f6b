namespace CoprJobGrab.Testing;

/// <summary>Makes actions.</summary>
public static class SomeAction
{
    /// <summary>The record of an action of this project.</summary>
    public static ActionTask Task(long id, string project = "jdoe/hello", ActionType type = ActionType.CreateRepo) => new(id, type) { OldValue = project };

    /// <summary>An action as the frontend of 2014 lists it: with its record.</summary>
    public static ActionListing Whole(long id, string project = "jdoe/hello", ActionType type = ActionType.CreateRepo, int priority = 0) =>
        new(id) { Record = Task(id, project, type), Priority = priority, ProjectOwner = project.Split('/')[0] };

    /// <summary>An action as today's frontend lists it: without its record.</summary>
    public static ActionListing Bare(long id, string? owner = "jdoe", int priority = 0) => new(id) { ProjectOwner = owner, Priority = priority };

    /// <summary>A whole list.</summary>
    public static Listing<ActionListing>.Complete List(params IEnumerable<ActionListing> actions) => new([.. actions], []);
}
