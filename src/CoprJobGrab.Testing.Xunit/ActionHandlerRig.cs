namespace CoprJobGrab.Testing.Xunit;

/// <summary>A handler, and the work that it does, as a test holds it up and spoils it.</summary>
public abstract class ActionHandlerRig : IAsyncDisposable
{
    /// <summary>The handler under test.</summary>
    public abstract IActionHandler Handler { get; }

    /// <summary>The work does not come to its end from now on.</summary>
    public abstract void Hold();

    /// <summary>Waits until the work of so many actions has begun.</summary>
    public abstract Task WaitUntilBegunAsync(int count);

    /// <summary>The work goes on to its end.</summary>
    public abstract void Release();

    /// <summary>The work cannot be done from now on, and the handler knows it.</summary>
    public abstract void Spoil();

    /// <summary>Ends the work.</summary>
    public abstract ValueTask DisposeAsync();
}
