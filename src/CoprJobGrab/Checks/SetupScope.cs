namespace CoprJobGrab;

/// <summary>Which options count in a host: those of parts that it has replaced are not looked at.</summary>
/// <param name="HasLease">Whether the lead is by a lease.</param>
/// <param name="HasClaims">Whether the queues are the library's own, which keep claims.</param>
/// <param name="HasReports">Whether results of actions, or tasks that are given back, are to be reported to the frontend over HTTP.</param>
internal readonly record struct SetupScope(bool HasLease, bool HasClaims, bool HasReports = false);
