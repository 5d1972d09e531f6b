using System.Text;
using CsCheck;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Sources;

public sealed class BuildAnswerReaderSpecs
{
    // What stands between records, and what a record can be: short and long ones, some that begin like others, malformed ones, and ids that come again.
    private static readonly Gen<string> Space = Any("", "", " ", "\n", "\r\n\t ");

    private const string Members = """
        , "sandbox": "jdoe/hello--jdoe", "project_owner": "jdoe", "tags": ["big", ["not", "this"], 7, "e\u0041"], "project_name": {"not": "this"},
        "priority": -5, "background": true, "project_name": "hello", "allow_user_ssh": "no", "submitter": null, "timeout": 1.5
        """;

    private static readonly Gen<string> Record = Gen.Frequency(
        (8, Gen.Select(Gen.Int[0, 40], Gen.Int[0, 3], Any(Members, "", ", \"x\": [1, {\"y\": \"}],\"}]", ", \"long\": \"" + new string('l', 300) + "\""))
            .Select((id, version, more) => $$"""{"task_id": "{{id}}-fedora-42-x86_64", "chroot": "fedora-42-x86_64", "version": {{version}}{{more}}}""")),
        (1, Any("7", "null", "\"text\"", "[]", "[{\"task_id\": 1}]", "{}", """{"task_id": 3, "chroot": "noarch"}""", """{"task_id": 4, "chroot": null}""")));

    private static readonly Gen<(string[] Records, string Space)> List = Gen.Select(Record.Array[0, 60], Space);

    /// <summary>Changes of a list: what is left out, what comes in where, and whether it is turned round.</summary>
    private static readonly Gen<(int[] Gone, (int At, string Record)[] New, bool IsTurned)> Change =
        Gen.Select(Gen.Int[0, 59].Array[0, 12], Gen.Select(Gen.Int[0, 60], Record).Array[0, 5], Gen.Int[0, 9].Select(ten => ten == 0));

    [Fact]
    public void A_list_that_is_read_beside_the_one_before_is_the_list_that_is_read_alone() =>
        Gen.Select(List, Change.Array[1, 4], Gen.Int[16, 4096], Gen.Int[1, 700], Gen.Bool).Sample(
            (first, changes, size, piece, isBare) =>
            {
                IReadOnlyList<BuildTask> known = [];
                var records = first.Records;
                foreach (var change in changes.Prepend(default))
                {
                    records = Changed(records, change);
                    var answer = Answer(records, first.Space, isBare);
                    var read = Read(answer, known, isBare, size, piece);
                    Shown(read.Builds).Should().Equal(Shown(Read(answer, [], isBare, answer.Length + 16, answer.Length).Builds));
                    read.Builds.Items.Count.Should().Be(records.Count(IsTask), "each record is judged for itself");
                    known = read.Builds.Items;
                    known.All(SaysWhatItsRecordSays).Should().BeTrue();
                }
            },
            iter: 3000);

    [Fact]
    public void A_list_with_nothing_new_is_the_same_object()
    {
        var answer = Answer([.. Enumerable.Range(0, 1000).Select(Task)], " ", isBare: true);
        var first = Read(answer, [], isBare: true).Builds.Items;

        Read(answer, first, isBare: true).Builds.Items.Should().BeSameAs(first);
    }

    [Fact]
    public void Of_a_list_in_which_some_are_new_and_some_are_gone_only_the_new_ones_are_read()
    {
        var records = Enumerable.Range(0, 5000).Select(Task).ToList();
        var first = Read(Answer([.. records], "", isBare: false), [], isBare: false).Builds.Items;
        records.RemoveRange(0, 300);
        records.RemoveAll(record => record.Contains("77", StringComparison.Ordinal));
        records.InsertRange(2000, Enumerable.Range(9000, 3).Select(Task));
        records.AddRange(Enumerable.Range(6000, 50).Select(Task));

        var second = Read(Answer([.. records], "", isBare: false), first, isBare: false).Builds.Items;

        second.Should().HaveCount(records.Count);
        var arrays = first.Select(task => task.Json).ToHashSet();
        second.Count(task => !arrays.Contains(task.Json)).Should().Be(53);
    }

    [Theory]
    [InlineData("[{\"task_id\": 1, \"chroot\": null},, {\"task_id\": 2, \"chroot\": null}]")]
    [InlineData("[{\"task_id\": 1, \"chroot\": null} {\"task_id\": 2, \"chroot\": null}]")]
    [InlineData("[{\"task_id\": 1, \"chroot\": null}, {\"task_id\": 2, \"chroot\": null},]")]
    [InlineData("[{\"task_id\": 1, \"chroot\": null}, {\"task_id\": 2, \"chroot\": null}}")]
    [InlineData("[{\"task_id\": 1, \"chroot\": null}, {\"task_id\": 2, \"chroot\": null}x]")]
    [InlineData("[{\"task_id\": 1, \"chroot\": null}, {\"task_id\": 2, \"chroot\": null}")]
    [InlineData("[{\"task_id\": 1, \"chroot\": null}, {\"task_id\": 2, \"chroot\": null}] 1")]
    public void An_answer_that_is_not_JSON_is_refused_although_its_records_are_known(string answer)
    {
        var known = Read("[{\"task_id\": 1, \"chroot\": null}, {\"task_id\": 2, \"chroot\": null}]", [], isBare: true).Builds.Items;
        FluentActions.Invoking(() => Read(answer, known, isBare: true)).Should().Throw<TaskSourceException>().Which.Fault.Should().Be(TaskSourceFault.NotJson);
    }

    private static bool SaysWhatItsRecordSays(BuildTask task) =>
        LimitKeysComparer.Instance.Equals(task.Limits, LimitKeys.Of(task.Architecture, BuildMembers.Read(task.Json.Span)))
        && task.GivenPriority == (task.Details.Priority ?? 0);

    private static Gen<string> Any(params string[] texts) => Gen.OneOf([.. texts.Select(Gen.Const)]);

    private static string Task(int number) => $$"""{"task_id": "{{number}}-fedora-42-x86_64", "chroot": "fedora-42-x86_64"}""";

    private static bool IsTask(string record) =>
        record.Contains("fedora", StringComparison.Ordinal) || record.Contains("\"task_id\": 4", StringComparison.Ordinal);

    private static string[] Changed(string[] records, (int[]? Gone, (int At, string Record)[]? New, bool IsTurned) change)
    {
        var list = records.Where((_, index) => change.Gone?.Contains(index) != true).ToList();
        foreach (var (at, record) in change.New ?? [])
        {
            list.Insert(Math.Min(at, list.Count), record);
        }

        return change.IsTurned ? [.. list.AsEnumerable().Reverse()] : [.. list];
    }

    private static string Answer(string[] records, string space, bool isBare)
    {
        var list = $"[{space}{string.Join($"{space},{space}", records)}{space}]{space}";
        return isBare ? list : "{\"actions\": [], \"builds\": 7, \"builds\": " + list + ", \"more\": {\"builds\": 1}}";
    }

    private static string[] Shown(Listing<BuildTask>.Complete list) =>
        [.. list.Items.Select(task => $"{task.Index} {task.TaskId} {task.Chroot} {Encoding.UTF8.GetString(task.Json.Span)}"),
            .. list.Malformed.Select(record => $"{record}")];

    private static BuildAnswer Read(string answer, IReadOnlyList<BuildTask> known, bool isBare, int size = 65536, int piece = 65536)
    {
        var faults = new FrontendFaults("Error retrieving jobs from", new Uri("http://frontend/"), new FrontendOptions(), TimeProvider.System);
        using var stream = new Pieces(Encoding.UTF8.GetBytes(answer), piece);
        using var window = new AnswerWindow(stream, int.MaxValue, size);
        return new BuildAnswerReader(known, isBare, faults).ReadAsync(window, CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <summary>Comes in pieces, as a socket does.</summary>
    private sealed class Pieces(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }
}
