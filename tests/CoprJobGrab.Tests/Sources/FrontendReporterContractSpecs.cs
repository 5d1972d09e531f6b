using System.Globalization;
using CoprJobGrab.Testing;

namespace CoprJobGrab.Tests.Sources;

public sealed class ReporterOfTodayContractSpecs : FrontendReporterContract
{
    protected override FrontendReporterRig Create() => new HttpReporterRig(FrontendProtocol.Pending);
}

public sealed class ReporterOf2014ContractSpecs : FrontendReporterContract
{
    protected override FrontendReporterRig Create() => new HttpReporterRig(FrontendProtocol.Waiting);
}

public sealed class HostReporterContractSpecs : FrontendReporterContract
{
    protected override FrontendReporterRig Create() => new Rig();

    private sealed class Rig : FrontendReporterRig
    {
        private readonly RecordingReporter _reporter = new();

        public override IFrontendReporter Reporter => _reporter;

        public override IReadOnlyList<ActionReport> Taken => _reporter.Taken.Items;

        public override void Open(params IEnumerable<long> ids)
        {
            // It takes the result of any action.
        }

        public override void Refuse() => _reporter.OnReport = (_, _) => throw new TaskSourceException(TaskSourceFault.Unreachable, "nobody is there");

        public override void Block() => _reporter.OnReport = (_, token) => new ValueTask(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));

        public override Task WaitUntilToldAsync() => _reporter.Tries.WaitForCountAsync(1);

        public override void Mend() => _reporter.OnReport = (_, _) => ValueTask.CompletedTask;

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

internal sealed class HttpReporterRig : FrontendReporterRig
{
    private const string Password = "thisisbackend";

    private readonly HttpHarness _http;

    public HttpReporterRig(FrontendProtocol protocol)
    {
        _http = new HttpHarness(protocol, frontend => frontend.Password = Password);
        _http.Frontend.Password = Password;
    }

    public override IFrontendReporter Reporter => _http.Reporter;

    public override IReadOnlyList<ActionReport> Taken => _http.Frontend.Reports;

    public override void Open(params IEnumerable<long> ids) =>
        _http.Frontend.Actions.Add(ids.Select(id => string.Create(CultureInfo.InvariantCulture, $$"""{"id": {{id}}, "action_type": 9}""")));

    public override void Refuse() => _http.Frontend.Password = "another";

    public override void Block() => _http.Frontend.On("update/", FakeAnswer.Silence());

    public override Task WaitUntilToldAsync() => _http.Frontend.WaitForRequestAsync("update/");

    public override void Mend()
    {
        _http.Frontend.Password = Password;
        _http.Frontend.On("update/", null);
    }

    public override ValueTask DisposeAsync() => _http.DisposeAsync();
}
