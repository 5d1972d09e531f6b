using System.Globalization;
using CoprJobGrab.Testing;
using CoprJobGrab.Testing.Xunit;

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

        public override IReadOnlyList<BuildChroot> Rescheduled => _reporter.Rescheduled.Items;

        public override void Open(params IEnumerable<long> ids)
        {
            // It takes the result of any action.
        }

        public override void Refuse() => Answer(_ => throw new TaskSourceException(TaskSourceFault.Unreachable, "nobody is there"));

        public override void Block() => Answer(token => new ValueTask(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token)));

        // The first of the two that comes, with its fault when neither does.
        public override async Task WaitUntilToldAsync() =>
            await await Task.WhenAny(_reporter.Tries.WaitForCountAsync(1), _reporter.RescheduleTries.WaitForCountAsync(1));

        public override void Mend() => Answer(_ => ValueTask.CompletedTask);

        private void Answer(Func<CancellationToken, ValueTask> answer)
        {
            _reporter.OnReport = (_, token) => answer(token);
            _reporter.OnReschedule = (_, token) => answer(token);
        }

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

    public override IReadOnlyList<BuildChroot> Rescheduled => _http.Frontend.Rescheduled;

    public override void Open(params IEnumerable<long> ids) =>
        _http.Frontend.Actions.Add(ids.Select(id => string.Create(CultureInfo.InvariantCulture, $$"""{"id": {{id}}, "action_type": 9}""")));

    public override void Refuse() => _http.Frontend.Password = "another";

    public override void Block()
    {
        _http.Frontend.On("update/", FakeAnswer.Silence());
        _http.Frontend.On("reschedule_build_chroot/", FakeAnswer.Silence());
    }

    public override Task WaitUntilToldAsync() => _http.Frontend.WaitForRequestAsync(request => request.Method == "POST");

    public override void Mend()
    {
        _http.Frontend.Password = Password;
        _http.Frontend.On("update/", null);
        _http.Frontend.On("reschedule_build_chroot/", null);
    }

    public override ValueTask DisposeAsync() => _http.DisposeAsync();
}
