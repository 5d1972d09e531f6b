using System.Text;
using System.Text.Json;
using CoprJobGrab.Testing;
using CoprJobGrab.Testing.Xunit;

namespace CoprJobGrab.Tests.Sources;

/// <summary>A source that is not HTTP, made as a host makes one: from the library's public types.</summary>
public sealed class HostTaskSourceContractSpecs : TaskSourceContract
{
    protected override TaskSourceRig Create() => new HostSourceRig(listsActions: true);
}

/// <summary>A source that lists no actions and is none the worse for it.</summary>
public sealed class SourceWithoutActionsContractSpecs : TaskSourceContract
{
    protected override bool ListsActions => false;

    protected override TaskSourceRig Create() => new HostSourceRig(listsActions: false);
}

internal sealed class HostSourceRig : TaskSourceRig
{
    private readonly ScriptedTaskSource _source = new();
    private readonly Recording<string> _unanswered = new();
    private string[] _builds = [], _actions = [];
    private bool _cut, _lost, _blocked;

    public HostSourceRig(bool listsActions)
    {
        _source.OnFetch = async token =>
        {
            await HoldAsync(token);
            return new TaskSnapshot(_cut ? new Listing<BuildTask>.NoNews(Fault("the file is cut")) : Read(_builds, Build))
            {
                Actions = !listsActions ? new Listing<ActionListing>.NoNews(null) : _lost ? new Listing<ActionListing>.NoNews(Fault(
                    "there is no file")) : Read(_actions, (json, _) => new ActionListing(Action(json).Id)),
            };
        };
        _source.OnFetchAction = async (listing, token) =>
        {
            await HoldAsync(token);
            return _actions.Where(_ => listsActions).Select(Action).FirstOrDefault(action => action.Id == listing.Id)
                ?? throw Fault($"there is no action {listing.Id}");
        };
    }

    public override ITaskSource Source => _source;

    public override bool ActionsComeWithoutBuilds => true;

    public override void List(IEnumerable<string> builds, IEnumerable<string> actions) => (_builds, _actions) = ([.. builds], [.. actions]);

    public override void CutBuilds() => _cut = true;

    public override void LoseActions() => _lost = true;

    public override void Block() => _blocked = true;

    public override Task WaitUntilAskedAsync() => _unanswered.WaitForCountAsync(1);

    public override void Mend() => (_cut, _lost, _blocked) = (false, false, false);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task HoldAsync(CancellationToken cancellationToken)
    {
        if (_blocked)
        {
            _unanswered.Add("");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
    }

    private static Listing<T>.Complete Read<T>(string[] records, Func<string, int, T> read)
    {
        List<T> items = [];
        List<MalformedRecord> malformed = [];
        for (var index = 0; index < records.Length; index++)
        {
            try
            {
                items.Add(read(records[index], index));
            }
            catch (FormatException fault)
            {
                malformed.Add(new MalformedRecord(index, null, fault.Message));
            }
        }

        return new Listing<T>.Complete(items, malformed);
    }

    private static BuildTask Build(string json, int index) => BuildTask.Parse(Encoding.UTF8.GetBytes(json), index);

    private static ActionTask Action(string json)
    {
        using var record = JsonDocument.Parse(json);
        return record.RootElement.TryGetProperty("id", out var id)
            ? new ActionTask(id.GetInt64(), (ActionType)record.RootElement.GetProperty("action_type").GetInt32())
            {
                Data = record.RootElement.GetProperty("data").GetString(),
                Json = Encoding.UTF8.GetBytes(json),
            }
            : throw new FormatException("the record has no id");
    }

    private static TaskSourceException Fault(string message) => new(TaskSourceFault.Unreachable, message);
}
