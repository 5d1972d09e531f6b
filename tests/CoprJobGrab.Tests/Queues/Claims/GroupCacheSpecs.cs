using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public sealed class GroupCacheSpecs
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_list_is_not_known_as_it_was_with_the_claims_when_a_grabber_has_written_while_they_were_read(long version, bool isCertain)
    {
        var cache = new GroupCache("0", isConfigured: true, new ClaimTable());

        cache.Load(
            new GroupSnapshot("begun", version, [], [], null),
            new GroupProbe("begun", 1, 0, null, null, 1, DateTimeOffset.UnixEpoch, new Dictionary<string, ClaimMark>()));

        cache.IsCertain.Should().Be(isCertain);
    }
}
