using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>
/// The watch of the rounds must see an old epoch's write, else its silence proves nothing.
/// The same happens to a host as it is built, and to one whose script has lost its check.
/// </summary>
public sealed class EpochWatchSpecs
{
    private const string List = "retaskqueue-copr-be-0";
    private const string Check = "if epoch ~= tonumber(ARGV[1]) then";
    private const string NoCheck = "if epoch == nil then";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task A_host_that_was_paused_with_a_list_in_hand_is_refused()
    {
        var findings = await PauseWithListInHandAsync(ConsoleHost.Start, seen => seen.Refused > 0);

        findings.Violations.Should().BeEmpty();
        findings.Leads.Should().BeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task The_write_of_a_host_whose_script_does_not_check_the_epoch_is_seen()
    {
        using var mutated = new MutatedHost(Check, NoCheck);

        var findings = await PauseWithListInHandAsync(mutated.Start, seen => seen.Violations.Count > 0);

        findings.Violations.Should().ContainSingle().Which.Should().Contain("while the group holds").And.Contain("3-fedora-42-x86_64");
    }

    /// <summary>
    /// A first host leads, has one task in the queue, and is paused while it waits for a list. A second takes over and queues another task.
    /// Then the first gets its list, in which there is a third task, and goes on.
    /// </summary>
    private static async Task<EpochFindings> PauseWithListInHandAsync(Func<IEnumerable<string>, ProgramRun> start, Func<EpochFindings, bool> isOver)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var watch = await EpochWatch.StartAsync(redis, List);
        await using var frontend = new FakeFrontend();
        var database = await redis.DatabaseAsync();
        string[] options =
        [
            "run", "--frontend", $"{frontend.Url}", "--protocol", "pending", "--group", "0=x86_64", "--redis", redis.Address, "--interval", "0.2", "--lease",
            "1", "--json"
        ];

        frontend.Builds.Add(Round.Record("1-fedora-42-x86_64"));
        await using var first = start(options);
        await UntilAsync(async () => await database.ListLengthAsync(List) == 1);
        await using var second = start(options);
        await second.WaitForLineAsync(line => line.Contains("\"role\":\"standby\"", StringComparison.Ordinal));

        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        frontend.On("pending-jobs/", FakeAnswer.From(_ =>
        {
            asked.TrySetResult();
            return new HeldAnswer(answer.Task, FakeAnswer.Json($"[{Round.Record("1-fedora-42-x86_64")}, {Round.Record("3-fedora-42-x86_64")}]"));
        }));
        await asked.Task.WaitAsync(Deadline, TimeProvider.System);
        await first.SignalAsync("STOP");

        frontend.On("pending-jobs/", null);
        frontend.Builds.Add(Round.Record("2-fedora-42-x86_64"));
        await UntilAsync(async () => await database.ListLengthAsync(List) == 2);

        answer.SetResult();
        await first.SignalAsync("CONT");
        await UntilAsync(async () => isOver(await watch.CatchUpAsync()));
        return await watch.CatchUpAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(Deadline);
            await Task.Delay(Look, TimeProvider.System);
        }
    }
}
