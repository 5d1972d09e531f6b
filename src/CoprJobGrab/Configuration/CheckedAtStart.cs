namespace CoprJobGrab.Configuration;

/// <summary>
/// Lets the host validate <see cref="CoprJobGrabOptions"/> when it starts.
/// To have those themselves validated at the start would make a monitor of them, which throws at whoever reloads a configuration that has become invalid,
/// and so ends the host.
/// </summary>
internal sealed class CheckedAtStart
{
    public CoprJobGrabOptions? Options { get; set; }
}
