using CoprJobGrab.Testing;
using CoprJobGrab.Testing.Xunit;

namespace CoprJobGrab.Tests.Sources;

public sealed class PendingSourceContractSpecs : TaskSourceContract
{
    protected override TaskSourceRig Create() => new HttpSourceRig(FrontendProtocol.Pending, FrontendProtocol.Pending);
}

public sealed class WaitingSourceContractSpecs : TaskSourceContract
{
    protected override TaskSourceRig Create() => new HttpSourceRig(FrontendProtocol.Waiting, FrontendProtocol.Waiting);
}

public sealed class AutoSourceOfTodayContractSpecs : TaskSourceContract
{
    protected override TaskSourceRig Create() => new HttpSourceRig(FrontendProtocol.Pending, FrontendProtocol.Auto);
}

public sealed class AutoSourceOf2014ContractSpecs : TaskSourceContract
{
    protected override TaskSourceRig Create() => new HttpSourceRig(FrontendProtocol.Waiting, FrontendProtocol.Auto);
}

/// <param name="spoken">What the frontend speaks.</param>
/// <param name="configured">What the source is told.</param>
internal sealed class HttpSourceRig(FrontendProtocol spoken, FrontendProtocol configured) : TaskSourceRig
{
    private static readonly string[] Endpoints = ["waiting/", "pending-jobs/", "pending-actions/", "build-tasks/cancel-requests/", "action/3/"];

    private readonly HttpHarness _http = new(spoken, frontend => frontend.Protocol = configured);
    private readonly Recording<string> _unanswered = new();

    public override ITaskSource Source => _http.Source;

    public override bool ActionsComeWithoutBuilds => spoken == FrontendProtocol.Pending;

    private FakeFrontend Frontend => _http.Frontend;

    public override void List(IEnumerable<string> builds, IEnumerable<string> actions)
    {
        Frontend.Builds.Clear();
        Frontend.Builds.Add(builds);
        Frontend.Actions.Clear();
        Frontend.Actions.Add(actions);
    }

    public override void CutBuilds()
    {
        var list = $"[{string.Join(", ", Frontend.Builds)}]";
        var whole = FakeAnswer.Json(spoken == FrontendProtocol.Pending ? list : $$"""{"builds": {{list}}, "actions": []}""");
        Frontend.On(_http.BuildsEndpoint, whole with { CutAfter = list.Length / 2 });
    }

    public override void LoseActions()
    {
        if (spoken == FrontendProtocol.Pending)
        {
            Frontend.On("pending-actions/", FakeAnswer.ServerError());
        }
        else
        {
            Frontend.On("waiting/", FakeAnswer.Json($$"""{"actions": 7, "builds": [{{string.Join(", ", Frontend.Builds)}}]}"""));
        }
    }

    public override void Block()
    {
        // Of what the frontend does not speak it still says so.
        foreach (var endpoint in Endpoints.Where(endpoint => endpoint == "action/3/" || (endpoint == "waiting/") == (spoken == FrontendProtocol.Waiting)))
        {
            Frontend.On(endpoint, FakeAnswer.From(request =>
            {
                _unanswered.Add(request.Path);
                return FakeAnswer.Silence();
            }));
        }
    }

    public override Task WaitUntilAskedAsync() => _unanswered.WaitForCountAsync(1);

    public override void Mend()
    {
        foreach (var endpoint in Endpoints)
        {
            Frontend.On(endpoint, null);
        }
    }

    public override ValueTask DisposeAsync() => _http.DisposeAsync();
}
