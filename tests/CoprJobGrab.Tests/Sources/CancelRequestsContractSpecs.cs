using CoprJobGrab.Testing;
using CoprJobGrab.Testing.Xunit;

namespace CoprJobGrab.Tests.Sources;

public sealed class CancelRequestsOfTodayContractSpecs : CancelRequestsContract
{
    protected override CancelRequestsRig Create() => new HttpCancelRequestsRig(FrontendProtocol.Pending);
}

/// <summary>A frontend that has the lists of both protocols.</summary>
public sealed class CancelRequestsOfBothContractSpecs : CancelRequestsContract
{
    protected override CancelRequestsRig Create() => new HttpCancelRequestsRig(FrontendProtocol.Auto);
}

public sealed class HostCancelRequestsContractSpecs : CancelRequestsContract
{
    protected override CancelRequestsRig Create() => new Rig();

    private sealed class Rig : CancelRequestsRig
    {
        private readonly ScriptedCancelRequests _requests = new();
        private readonly Func<CancellationToken, ValueTask<Listing<string>>> _list;
        private readonly Recording<string> _blocked = new();

        public Rig() => _list = _requests.OnFetch;

        public override ICancelRequests Requests => _requests;

        public override IReadOnlyList<CancelAnswer> Taken => _requests.Taken.Items;

        public override void Request(params IEnumerable<string> taskIds) => _requests.Request(taskIds);

        public override void Refuse() => Answer(_ => throw new TaskSourceException(TaskSourceFault.Unreachable, "nobody is there"));

        public override void Block() => Answer(stop =>
        {
            _blocked.Add("asked");
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        });

        public override Task WaitUntilAskedAsync() => _blocked.WaitForCountAsync(1);

        public override void Mend() => Answer(_ => Task.CompletedTask);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private void Answer(Func<CancellationToken, Task> answer)
        {
            _requests.OnAnswer = (_, stop) => new ValueTask(answer(stop));
            _requests.OnFetch = async stop =>
            {
                await answer(stop);
                return await _list(stop);
            };
        }
    }
}

internal sealed class HttpCancelRequestsRig : CancelRequestsRig
{
    private const string Password = "thisisbackend";

    private readonly HttpHarness _http;
    private readonly Recording<string> _blocked = new();
    private readonly List<string> _endpoints = ["build-tasks/cancel-requests/"];

    public HttpCancelRequestsRig(FrontendProtocol protocol)
    {
        _http = new HttpHarness(protocol, frontend => frontend.Password = Password);
        _http.Frontend.Password = Password;
    }

    public override ICancelRequests Requests => _http.CancelRequests;

    public override IReadOnlyList<CancelAnswer> Taken => _http.Frontend.CancelAnswers.Items;

    public override void Request(params IEnumerable<string> taskIds)
    {
        foreach (var taskId in taskIds)
        {
            _http.Frontend.CancelRequests.Add(taskId);
            _endpoints.Add($"build-tasks/canceled/{taskId}/");
        }
    }

    public override void Refuse() => Answer(() => FakeAnswer.ServerError());

    public override void Block() => Answer(() =>
    {
        _blocked.Add("asked");
        return FakeAnswer.Silence();
    });

    public override Task WaitUntilAskedAsync() => _blocked.WaitForCountAsync(1);

    public override void Mend()
    {
        foreach (var endpoint in _endpoints)
        {
            _http.Frontend.On(endpoint, null);
        }
    }

    public override ValueTask DisposeAsync() => _http.DisposeAsync();

    private void Answer(Func<FakeAnswer> answer)
    {
        foreach (var endpoint in _endpoints)
        {
            _http.Frontend.On(endpoint, FakeAnswer.From(_ => answer()));
        }
    }
}
