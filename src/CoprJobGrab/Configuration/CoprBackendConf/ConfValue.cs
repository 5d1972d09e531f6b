namespace CoprJobGrab.Configuration.CoprBackendConf;

/// <summary>One option of a file, as it stands there.</summary>
/// <param name="Key">In lower case.</param>
/// <param name="Text">Its lines, trimmed, with <c>%</c> as it is written.</param>
/// <param name="Line">Where it begins, from 1.</param>
internal sealed record ConfValue(string Key, string Text, int Line);
