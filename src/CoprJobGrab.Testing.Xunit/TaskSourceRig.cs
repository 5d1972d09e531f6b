namespace CoprJobGrab.Testing.Xunit;

/// <summary>A task source, and what it asks, as a test fills, breaks and stops it.</summary>
public abstract class TaskSourceRig : IAsyncDisposable
{
    /// <summary>The source under test.</summary>
    public abstract ITaskSource Source { get; }

    /// <summary>Whether the actions are a list of their own, which can come although the builds cannot.</summary>
    public abstract bool ActionsComeWithoutBuilds { get; }

    /// <summary>What is listed from now on: raw JSON of each record, which need not be sound.</summary>
    public abstract void List(IEnumerable<string> builds, IEnumerable<string> actions);

    /// <summary>The builds list is cut in its middle from now on.</summary>
    public abstract void CutBuilds();

    /// <summary>The actions list cannot be had from now on.</summary>
    public abstract void LoseActions();

    /// <summary>Nothing is answered from now on.</summary>
    public abstract void Block();

    /// <summary>Waits until something was asked that was not answered.</summary>
    public abstract Task WaitUntilAskedAsync();

    /// <summary>Everything is answered again.</summary>
    public abstract void Mend();

    /// <summary>Lets go of what the source asks.</summary>
    public abstract ValueTask DisposeAsync();
}
