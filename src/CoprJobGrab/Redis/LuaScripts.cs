namespace CoprJobGrab.Redis;

/// <summary>The scripts, as they lie beside this file. Each is one fixed text, so that Redis keeps each once.</summary>
internal static class LuaScripts
{
    private static readonly string Numbers = Read("numbers.lua");
    private static readonly string Names = Numbers + Read("names.lua");
    private static readonly string Claims = Names + Read("claims.lua");
    private static readonly string Workers = Claims + Read("workers.lua");
    private static readonly string Leader = Claims + Read("leader.lua");
    private static readonly string Notes = Numbers + Read("notes.lua");

    public static string Lead { get; } = Notes + Read("lead.lua");
    public static string Leave { get; } = Notes + Read("leave.lua");
    public static string Note { get; } = Notes + Read("note.lua");
    public static string Unnote { get; } = Notes + Read("unnote.lua");
    public static string Begun { get; } = Notes + Read("begun.lua");
    public static string Disown { get; } = Notes + Read("disown.lua");
    public static string Decide { get; } = Read("decide.lua");
    public static string Tell { get; } = Read("tell.lua");
    public static string Told { get; } = Read("told.lua");
    public static string Maps { get; } = Read("maps.lua");
    public static string Observe { get; } = Claims + Read("observe.lua");
    public static string Count { get; } = Numbers + Read("count.lua");
    public static string Elements { get; } = Names + Read("elements.lua");
    public static string Stamp { get; } = Claims + Read("stamp.lua");
    public static string Enqueue { get; } = Leader + Read("enqueue.lua");
    public static string Change { get; } = Leader + Read("change.lua");
    public static string Adopt { get; } = Leader + Read("adopt.lua");
    public static string Release { get; } = Claims + Read("release.lua");
    public static string Take { get; } = Workers + Read("take.lua");
    public static string Renew { get; } = Workers + Read("renew.lua");
    public static string End { get; } = Workers + Read("end.lua");
    public static string Untold { get; } = Workers + Read("untold.lua");
    public static string Finish { get; } = Workers + Read("finish.lua");

    /// <summary>A script of the library, by the name of its file.</summary>
    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(LuaScripts).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
