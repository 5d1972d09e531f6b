namespace CoprJobGrab;

/// <summary>Gives a task its priority; smaller is sooner, and ties are in the frontend's order.</summary>
/// <param name="task">The task.</param>
/// <param name="limits">Its owner, project and architecture, as when it was first seen.</param>
/// <param name="turn">Its running number, from 1, among the listed tasks of its owner that are of the same architecture, sandbox and kind (wire 7.7).</param>
public delegate long BuildPriority(BuildTask task, LimitKeys limits, int turn);
