namespace CoprJobGrab;

/// <summary>The frontend's numbers for what an action does (wire 1.6).</summary>
public enum ActionType
{
    /// <summary>Delete a project, a build, builds or a chroot.</summary>
    Delete = 0,

    /// <summary>Rename a project; not produced today.</summary>
    Rename = 1,

    /// <summary>A legal flag was raised; the original only logged it.</summary>
    LegalFlag = 2,

    /// <summary>Make a project's repositories anew.</summary>
    CreateRepo = 3,

    /// <summary>Update a chroot's comps file.</summary>
    UpdateComps = 4,

    /// <summary>Make a project's signing key.</summary>
    GenGpgKey = 5,

    /// <summary>Copy builds from rawhide to a release.</summary>
    RawhideToRelease = 6,

    /// <summary>Copy a project.</summary>
    Fork = 7,

    /// <summary>Update a module's description; not produced since May 2019.</summary>
    UpdateModuleMd = 8,

    /// <summary>Build a module.</summary>
    BuildModule = 9,

    /// <summary>End a build; not produced since May 2020, when cancel requests took its place.</summary>
    CancelBuild = 10,

    /// <summary>Remove directories of pull requests.</summary>
    RemoveDirs = 11,
}
