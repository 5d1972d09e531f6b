namespace CoprJobGrab.Checks;

/// <summary>Looks at a part of the set-up that only the outside knows.</summary>
internal interface ISetupCheck
{
    /// <summary>
    /// Looks at the parts that it has not looked at yet. It is called at the beginning of every cycle; a part that is away then is looked at in a later one.
    /// </summary>
    ValueTask<IReadOnlyList<SetupFinding>> LookAsync(CancellationToken cancellationToken);
}
