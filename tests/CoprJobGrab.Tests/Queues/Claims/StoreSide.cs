using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CoprJobGrab.Tests.Queues;

/// <summary>One of two stores that get the same commands, and what was read from it last.</summary>
internal abstract partial class StoreSide(IGroupStore store)
{
    public const string GroupId = "0";

    public IGroupStore Store => store;

    /// <summary>What a leader has read last; its writes name the claims of this picture.</summary>
    public GroupSnapshot Snapshot { get; private set; } = new(null, 0, [], [], null);

    /// <summary>The claims of that picture, with the marks beside them.</summary>
    public IReadOnlyList<Claim> Claims { get; private set; } = [];

    /// <summary>What workers have taken.</summary>
    public List<TakenBuild> Builds { get; } = [];

    /// <summary>The epoch of the leader.</summary>
    public long Epoch { get; set; }

    public LeaderTerms Terms => new(Epoch, Snapshot.Incarnation, Snapshot.Incarnation ?? "begun", Snapshot.Version);

    /// <summary>Pushes an element as somebody else does.</summary>
    public abstract Task PushAsync(byte[] element);

    /// <summary>Pops as a worker does that gives no sign.</summary>
    public abstract Task PopAsync();

    /// <summary>The stored reports, as Redis has them.</summary>
    public abstract Task<IEnumerable<string>> ReportsAsync();

    public abstract Task LoseAsync(LostPart part);

    /// <summary>Reads the group as a leader does. Answers what is to be repaired.</summary>
    public async Task<string> ReadAsync()
    {
        var probe = await store.ProbeAsync();
        Snapshot = await GroupReader.ReadAsync(store, GroupId, CancellationToken.None);
        var marked = Snapshot.Claims.Select(claim => probe.Marks.GetValueOrDefault(claim.TaskId) is { } mark ? claim.Under(mark) : claim);
        var known = Snapshot.Claims.Select(claim => claim.TaskId).ToHashSet();
        var unclaimed = probe.Marks.Where(mark => !known.Contains(mark.Key)).Select(mark => mark.Value.ClaimOf(mark.Key, GroupId));
        Claims = [.. marked.Concat(unclaimed).OrderBy(claim => claim.TaskId, StringComparer.Ordinal)];
        return Snapshot.OrphanRepair is not { } repair
            ? "nothing to repair"
            : $"to claim {string.Join(' ', repair.Claims.Select(claim => $"{claim.TaskId}={claim.Urn}"))}, "
                + $"replaced {string.Join(' ', repair.Replaced.Order(StringComparer.Ordinal))}, "
              + $"duplicates {string.Join(' ', Described(repair.DuplicateElements.Values))}";
    }

    /// <summary>All that the store has, with names for uuids and without the ends of leases, which each store counts by its own clock.</summary>
    /// <param name="answer">The answer of the last command, which has uuids too.</param>
    public async Task<string> DescribeAsync(string answer)
    {
        var probe = await store.ProbeAsync();
        var stored = await store.ClaimsAsync(CancellationToken.None);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"answer {answer}");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"probe {probe.Incarnation} {probe.Version} {probe.Length} {probe.Newest} {probe.Oldest} {probe.Epoch} {probe.HasConfirmation}");
        text.AppendLine(CultureInfo.InvariantCulture, $"claims of {stored.Incarnation} at {stored.Version}");
        text.AppendLine(CultureInfo.InvariantCulture, $"names {string.Join(' ', await store.NamesAsync(CancellationToken.None))}");
        foreach (var (name, element) in await store.ElementsAsync(CancellationToken.None))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"element {name} {Encoding.UTF8.GetString(element.Span)}");
        }

        using var claims = new ClaimText();
        foreach (var claim in stored.ByTask.Values.OrderBy(claim => claim.TaskId, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"claim {claim.TaskId} {claim.State} {Encoding.UTF8.GetString(claims.Bytes(claim).Span)}");
        }

        foreach (var (taskId, mark) in probe.Marks.OrderBy(mark => mark.Key, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"mark {taskId} {mark.Text}");
        }

        foreach (var report in (await ReportsAsync()).Order(StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"report {report}");
        }

        var names = new Dictionary<string, string>();
        var named = Uuid().Replace(text.ToString(), match =>
        {
            names.TryAdd(match.Value.ToLowerInvariant(), $"uuid-{names.Count}");
            return names[match.Value.ToLowerInvariant()];
        });
        return LeaseEnd().Replace(named, "$1 …");
    }

    public static string Describe(TakenBuild? build) => build is null
        ? "nothing"
        : $"{build.TaskId} {build.Urn} {build.Attempt} {build.Incarnation} {build.IsCancelled} {Encoding.UTF8.GetString(build.Data.Span)}";

    public static string Describe(WriteAnswer answer) => $"{answer.IsStale} {answer.FencedBy} {answer.Version} {string.Join(' ', answer.Details)}";

    private static IEnumerable<string> Described(IEnumerable<DuplicateElements> duplicates) =>
        duplicates.Select(duplicate => $"{duplicate.Count} {duplicate.AreCopies}").Order(StringComparer.Ordinal);

    [GeneratedRegex("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex("((?:mark .* [LC]|report \\S+) \\S+ \\d+) \\d+")]
    private static partial Regex LeaseEnd();
}
