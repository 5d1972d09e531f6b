using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public sealed class PlacedChangesSpecs
{
    private static readonly Guid[] Urns = [.. Enumerable.Range(0, 4).Select(_ => Guid.NewGuid())];

    [Fact]
    public void The_last_to_be_popped_comes_first_and_the_places_are_counted_to_an_element_that_stays()
    {
        var placed = PlacedChanges.Of([End(0), End(2), End(3)], Waiting);

        placed.Changes.Select(change => (change.Claim.Urn, change.Place)).Should().Equal((Urns[3], 4), (Urns[2], 3), (Urns[0], 1));
        placed.Seen.Should().Be(new SeenList(Urns[1], 2));
    }

    [Fact]
    public void A_change_whose_element_does_not_stand_in_the_list_has_no_place() =>
        PlacedChanges.Of([End(0) with { Claim = Claim(Guid.NewGuid()) }], Waiting).Changes.Should().ContainSingle().Which.Place.Should().Be(0);

    [Fact]
    public void Two_tasks_whose_envelopes_have_one_urn_can_be_withdrawn_together() =>
        PlacedChanges.Of([End(1), End(1)], Waiting).Changes.Select(change => change.Place).Should().Equal(2, 2);

    private static IEnumerable<ListedElement> Waiting => Urns.Select(urn => new ListedElement(urn, "task"));

    private static ClaimChange End(int place) => new(Claim(Urns[place]), null, null, null);

    private static Claim Claim(Guid urn) => new("task", "0", urn, 1, ClaimState.Waiting, new LimitKeys());
}
