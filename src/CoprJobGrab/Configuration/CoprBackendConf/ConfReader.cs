namespace CoprJobGrab.Configuration.CoprBackendConf;

/// <summary>Reads Copr's own <c>copr-be.conf</c>, of both eras (wire 8), into the library's options.</summary>
internal static class ConfReader
{
    /// <summary>The part of the section that is about the file, beside the library's options.</summary>
    public const string Key = "CoprBackendConf";

    /// <summary>In that part: what is told when the grabber starts.</summary>
    public const string NotesKey = "Notes";

    /// <summary>In that part: what is wrong with the file, for the validator to tell with everything else.</summary>
    public const string FaultsKey = "Faults";

    private const string Backend = "backend";

    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">The content of the file.</param>
    public static ConfResult Read(string file, string text)
    {
        var result = new ConfResult();
        var conf = ConfFile.Parse(text);
        result.Faults.AddRange(conf.Faults.Select(fault => $"{file} line {fault.Line}: {fault.Fault}."));
        if (!conf.HasSection(Backend))
        {
            result.Faults.Add($"{file} has no section [{Backend}], which holds everything that is read; give Copr's copr-be.conf.");
            return result;
        }

        var backend = new ConfSection(file, conf.Section(Backend), result);
        var isOfToday = !ConfGroups.AreIn(backend);
        new ConfServers(backend, result, file).Read(isOfToday);
        new ConfGroups(backend, result).Read();
        new ConfLimits(backend, result, file).Read(isOfToday);
        ConfKeys.Tell(backend, result, file, isOfToday);
        return result;
    }
}
