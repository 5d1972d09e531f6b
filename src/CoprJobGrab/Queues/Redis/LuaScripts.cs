namespace CoprJobGrab;

/// <summary>The scripts, as they lie beside this file. Each is one fixed text, so that Redis keeps each once.</summary>
internal static class LuaScripts
{
    private static readonly string Names = Read("names.lua");
    private static readonly string Version = Read("version.lua");

    public static string Observe { get; } = Names + Version + Read("observe.lua");

    public static string Elements { get; } = Names + Read("elements.lua");

    public static string Enqueue { get; } = Version + Read("enqueue.lua");

    public static string Withdraw { get; } = Names + Version + Read("withdraw.lua");

    public static string Adopt { get; } = Names + Version + Read("adopt.lua");

    /// <summary>A script of the library, by the name of its file.</summary>
    public static string Read(string name)
    {
        using var reader = new StreamReader(typeof(LuaScripts).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
