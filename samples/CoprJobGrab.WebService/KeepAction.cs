namespace CoprJobGrab.WebService;

/// <summary>Writes each action into the database of its scope: an attempt has a connection and a transaction of its own.</summary>
internal sealed class KeepAction(ActionDatabase database) : IActionHandler
{
    public async ValueTask<ActionOutcome> HandleAsync(ActionAttempt attempt, CancellationToken cancellationToken)
    {
        await database.KeepAsync(attempt.Action, cancellationToken);
        await database.CommitAsync(cancellationToken);
        return new ActionOutcome.Done();
    }
}
