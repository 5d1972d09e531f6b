namespace CoprJobGrab.Leadership.Redis;

/// <summary>The grabbers that have seen a lead and are connected.</summary>
internal interface IWitnesses
{
    /// <summary>This grabber becomes one of them, if it is not yet. A failure is told to nobody, and tried again at the next call.</summary>
    ValueTask JoinAsync(CancellationToken cancellationToken);

    /// <summary>Whether there is one.</summary>
    /// <returns>True too when that cannot be asked.</returns>
    ValueTask<bool> AreThereAsync(CancellationToken cancellationToken);
}
