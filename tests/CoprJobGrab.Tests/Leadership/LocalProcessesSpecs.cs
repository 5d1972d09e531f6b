using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Leadership;

public sealed class LocalProcessesSpecs : IDisposable
{
    private const int Other = 4_000_001;

    private readonly FakeProc _proc = new();
    private readonly string _place;

    public LocalProcessesSpecs() => _place = string.Join('/', _proc.Processes.NewHolder().Split('/')[..3]);

    public void Dispose() => _proc.Dispose();

    [Fact]
    public void A_holder_names_machine_boot_namespace_process_and_start_and_no_two_are_alike()
    {
        var (one, two) = (_proc.Processes.NewHolder(), _proc.Processes.NewHolder());

        one.Should().MatchRegex($"^{Environment.MachineName}/boot-1/pid:\\[1\\]/{Environment.ProcessId}/100/[0-9a-f]{{32}}$").And.NotBe(two);
    }

    [Fact]
    public void This_process_is_not_gone_and_so_no_grabber_of_it_takes_the_lead_from_another() =>
        _proc.Processes.IsGone(_proc.Processes.NewHolder()).Should().BeFalse();

    [Fact]
    public void A_process_that_is_not_there_is_gone() => _proc.Processes.IsGone($"{_place}/{Other}/7/x").Should().BeTrue();

    [Fact]
    public void A_process_that_another_has_the_id_of_by_now_is_gone()
    {
        _proc.Run(Other, 8);

        _proc.Processes.IsGone($"{_place}/{Other}/7/x").Should().BeTrue();
        _proc.Processes.IsGone($"{_place}/{Other}/8/x").Should().BeFalse();
    }

    [Fact]
    public void A_process_of_another_user_that_is_not_shown_may_be_the_holder()
    {
        _proc.RunHidden(Other);

        _proc.Processes.IsGone($"{_place}/{Other}/7/x").Should().BeFalse();
    }

    [Theory]
    [InlineData("3f0c7a0e5b1d4c6f8a9b0c1d2e3f4a5b", "a version before this one wrote no more than that")]
    [InlineData("", "nobody")]
    [InlineData("$machine/boot-1/pid:[1]/4000001/7", "a part is missing")]
    [InlineData("$machine/boot-1/pid:[1]/4000001/7/x/y", "a version after this one may write more")]
    [InlineData("elsewhere/boot-1/pid:[1]/4000001/7/x", "another machine")]
    [InlineData("$machine/boot-0/pid:[1]/4000001/7/x", "another boot")]
    [InlineData("$machine/boot-1/pid:[2]/4000001/7/x", "another container")]
    [InlineData("$machine/boot-1/pid:[1]/-1/7/x", "no process has this number")]
    [InlineData("$machine/boot-1/pid:[1]/0/7/x", "no process has this number")]
    [InlineData("$machine/boot-1/pid:[1]/99999999999/7/x", "no process has this number")]
    [InlineData("$machine/boot-1/pid:[1]/x/7/x", "this is no number")]
    public void In_doubt_a_holder_is_not_gone(string holder, string doubt) =>
        _proc.Processes.IsGone(holder.Replace("$machine", Environment.MachineName, StringComparison.Ordinal)).Should().BeFalse(doubt);

    [Theory]
    [InlineData("sys/kernel/random/boot_id")]
    [InlineData("self/ns/pid")]
    [InlineData("self/stat")]
    public void Where_a_part_cannot_be_read_nothing_is_told_of_a_holder_and_the_own_name_says_nothing(string file)
    {
        _proc.Remove(file);

        _proc.Processes.IsGone($"{_place}/{Other}/7/x").Should().BeFalse();
        _proc.Processes.NewHolder().Should().MatchRegex("^[0-9a-f]{32}$");
    }

    [Fact]
    public void A_folder_that_shows_the_processes_of_another_namespace_tells_nothing()
    {
        _proc.Write("self/stat", "1 (init) S 0");

        _proc.Processes.IsGone($"{_place}/{Other}/7/x").Should().BeFalse();
        _proc.Processes.NewHolder().Should().MatchRegex("^[0-9a-f]{32}$");
    }

    [Theory]
    [InlineData("")]
    [InlineData("4000001 (name) S 0 0")]
    [InlineData("4000001 (name) S 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 x 0")]
    public void A_process_whose_start_cannot_be_read_may_be_the_holder(string stat)
    {
        _proc.Write($"{Other}/stat", stat);

        _proc.Processes.IsGone($"{_place}/{Other}/7/x").Should().BeFalse();
    }

    [Fact]
    public void On_this_machine_the_test_itself_lives()
    {
        var holder = LocalProcesses.Visible.NewHolder();

        LocalProcesses.Visible.IsGone(holder).Should().BeFalse();
        if (OperatingSystem.IsLinux())
        {
            var parts = holder.Split('/');
            LocalProcesses.Visible.IsGone(string.Join('/', [.. parts[..4], "1", parts[5]])).Should().BeTrue("the process of this id has another start");
        }
    }
}
