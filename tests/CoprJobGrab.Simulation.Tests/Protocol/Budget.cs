namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>How much may go wrong in one run.</summary>
/// <param name="TakeOvers">Grabbers that take the lead from one that is only slow.</param>
/// <param name="Crashes">Grabbers that lose their memory.</param>
/// <param name="Deaths">Workers that are lost with their build.</param>
/// <param name="Stops">Workers with a lease that stand still until it has run out.</param>
/// <param name="GivesBack">Builds that their worker gives back.</param>
/// <param name="Losses">Losses of the whole store, of the claims, or of the reports.</param>
/// <param name="Omissions">Lists that wrongly miss very many tasks: an empty one, or a capped one.</param>
/// <param name="Glitches">Lists that wrongly miss this task alone.</param>
/// <param name="Stales">Lists that are out of date, and have the task although it is not listed any more.</param>
/// <param name="Deletions">Deletions of the build by its user.</param>
/// <param name="Cancels">Cancels of the task by its user.</param>
/// <param name="Moves">Changes of the configuration that give the task to the other group.</param>
/// <param name="OnlyLeases">Nobody takes the task before the leasing worker.</param>
internal readonly record struct Budget(
    byte TakeOvers = 0, byte Crashes = 0, byte Deaths = 0, byte Stops = 0, byte GivesBack = 0, byte Losses = 0, byte Omissions = 0, byte Glitches = 0,
    byte Stales = 0, byte Deletions = 0, byte Cancels = 0, byte Moves = 0, bool OnlyLeases = false)
{
    public Budget Plus(Budget other) => new(
        (byte)(TakeOvers + other.TakeOvers),
        (byte)(Crashes + other.Crashes),
        (byte)(Deaths + other.Deaths),
        (byte)(Stops + other.Stops),
        (byte)(GivesBack + other.GivesBack),
        (byte)(Losses + other.Losses),
        (byte)(Omissions + other.Omissions),
        (byte)(Glitches + other.Glitches),
        (byte)(Stales + other.Stales),
        (byte)(Deletions + other.Deletions),
        (byte)(Cancels + other.Cancels),
        (byte)(Moves + other.Moves),
        OnlyLeases || other.OnlyLeases);
}
