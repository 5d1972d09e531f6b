namespace CoprJobGrab;

/// <summary>A grabber that leads, or that led last.</summary>
/// <param name="Holder">Its name: <c>machine/boot/PID namespace/PID/start/random</c>, or a part of that.</param>
/// <param name="Since">When it took the lead; null when an earlier version did, which does not say.</param>
/// <param name="Epoch">The number of the lead.</param>
/// <param name="Lasts">True while it leads; false when it gave the lead up, or did not renew it in time.</param>
public sealed record LeaderStatus(string Holder, DateTimeOffset? Since, long Epoch, bool Lasts);
