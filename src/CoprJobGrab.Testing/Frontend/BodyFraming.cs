namespace CoprJobGrab.Testing;

/// <summary>How the end of a body is told.</summary>
public enum BodyFraming
{
    /// <summary>By <c>Content-Length</c>.</summary>
    Length,

    /// <summary>By a last chunk of length zero, as the frontend streams <c>pending-jobs/</c>.</summary>
    Chunked,

    /// <summary>By the end of the connection.</summary>
    UntilClose,
}
