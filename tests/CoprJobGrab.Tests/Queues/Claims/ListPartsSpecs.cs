using CsCheck;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>A list that others change is read in parts.</summary>
public sealed class ListPartsSpecs
{
    private const int AtOnce = 7;

    /// <summary>What happens between two parts: elements are taken out of the middle, pushed at the head, or popped.</summary>
    private static readonly Gen<(int Kind, int Where, int Count)> Change = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 60], Gen.Int[1, 3]);

    [Fact]
    public void Whatever_stands_in_the_list_all_the_time_is_read_once() =>
        Gen.Select(Gen.Int[0, 60], Change.Array[0, 3].Array[0, 12]).Sample(
            (length, changes) =>
            {
                var list = Enumerable.Range(0, length).Select(_ => Guid.NewGuid()).ToList();
                var (staying, part) = (new HashSet<Guid>(list), 0);
                Task<Guid[]> PartAsync(int from, int count)
                {
                    var found = list.Skip(from).Take(count).ToArray();
                    Array.ForEach(part < changes.Length ? changes[part++] : [], change => Do(list, change));
                    staying.IntersectWith(list);
                    return Task.FromResult(found);
                }

                var read = ListParts.ReadAsync(AtOnce, PartAsync, static name => name, CancellationToken.None).GetAwaiter().GetResult();

                read.Should().OnlyHaveUniqueItems();
                staying.Except(read).Should().BeEmpty();
            },
            iter: 5000);

    [Fact]
    public async Task A_list_that_is_another_one_at_each_part_is_told_after_some_tries()
    {
        var parts = 0;
        Task<Guid[]> PartAsync(int from, int count)
        {
            parts++;
            return Task.FromResult(Enumerable.Range(0, count).Select(_ => Guid.NewGuid()).ToArray());
        }

        var read = () => ListParts.ReadAsync(AtOnce, PartAsync, static name => name, CancellationToken.None);

        (await read.Should().ThrowAsync<BuildQueueException>()).WithMessage("The list changed so much while it was read, 5 times*");
        parts.Should().Be(10);
    }

    private static void Do(List<Guid> list, (int Kind, int Where, int Count) change)
    {
        for (var time = 0; time < change.Count; time++)
        {
            if (change.Kind == 0)
            {
                list.Insert(0, Guid.NewGuid());
            }
            else if (list.Count > 0)
            {
                list.RemoveAt(change.Kind == 1 ? change.Where % list.Count : list.Count - 1);
            }
        }
    }
}
