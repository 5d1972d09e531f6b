using CoprJobGrab.Events;

namespace CoprJobGrab;

/// <summary>Where the frontend is, and how it is asked.</summary>
public sealed class FrontendOptions
{
    /// <summary>The frontend's address. <c>/backend</c> is added unless the path ends in it (wire 1.0).</summary>
    /// <value>There is no default; required while the HTTP source is in use, or the HTTP reporter beside a handler of actions.</value>
    public Uri? Url { get; set; }

    /// <summary>The backend's password; sent as user <c>user</c> with every request (wire 1.0).</summary>
    /// <value>The default is empty, which is enough for today's open lists but not for reports.</value>
    public string Password { get; set; } = "";

    /// <summary>Which of the frontend's protocols to speak.</summary>
    /// <value>The default is <see cref="FrontendProtocol.Auto"/>.</value>
    public FrontendProtocol Protocol { get; set; } = FrontendProtocol.Auto;

    /// <summary>
    /// The deadline of one whole answer, its last byte included.
    /// Once the builds list is there, the list of actions has a third of this, from when it was asked for, but two more seconds at least.
    /// </summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest answer, in bytes after decompression.</summary>
    /// <value>The default is 1 GiB, more than two million records of today; at most 2,000,000,000.</value>
    public int MaxResponseBytes { get; set; } = 1024 * 1024 * 1024;

    /// <summary>A <see cref="FrontendTooOld"/> event tells when the frontend's API version is below this (wire 1.8).</summary>
    /// <value>The default is 0: any version will do, none at all too.</value>
    public int MinimumApiVersion { get; set; }
}
