namespace CoprJobGrab;

/// <summary>The frontend's protocols for work lists.</summary>
public enum FrontendProtocol
{
    /// <summary><see cref="Pending"/> first; a 404 means <see cref="Waiting"/>, and a 404 later asks again.</summary>
    Auto,

    /// <summary>2014–2016: <c>waiting/</c> lists builds and actions in one answer (wire 1.2.1).</summary>
    Waiting,

    /// <summary>Since 2018: <c>pending-jobs/</c>, <c>pending-actions/</c>, <c>action/ID/</c>, <c>build-tasks/cancel-requests/</c> (wire 1.5).</summary>
    Pending,
}
