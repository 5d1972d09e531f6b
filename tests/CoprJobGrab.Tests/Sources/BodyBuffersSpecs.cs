using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Sources;

public sealed class BodyBuffersSpecs
{
    private readonly BodyBuffers _buffers = new();

    [Fact]
    public void A_buffer_that_is_too_small_is_replaced()
    {
        var small = _buffers.Take(100);
        _buffers.GiveBack(small, 100);

        _buffers.Take(101).Should().NotBeSameAs(small).And.HaveCountGreaterThanOrEqualTo(101);
    }

    [Fact]
    public void One_buffer_at_most_is_kept()
    {
        var (first, second) = (_buffers.Take(100), _buffers.Take(100));
        _buffers.GiveBack(first, 100);
        _buffers.GiveBack(second, 100);

        _buffers.Take(1).Should().BeSameAs(second);
        _buffers.Take(1).Should().NotBeSameAs(first);
    }

    [Fact]
    public void A_huge_buffer_is_kept_only_as_long_as_answers_are_huge()
    {
        var huge = _buffers.Take(8_000_000);
        _buffers.GiveBack(huge, 8_000_000);
        _buffers.Take(1).Should().BeSameAs(huge);
        _buffers.GiveBack(huge, 1000);

        _buffers.Take(1).Should().NotBeSameAs(huge);
    }
}
