using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests;

public sealed partial class JobGrabberLeadSpecs
{
    [Fact]
    public async Task A_loss_of_the_store_is_told_with_each_attempt_to_begin_the_lead_until_one_succeeds()
    {
        var isLost = true;
        _leadership.OnLead = () =>
        {
            var lead = new Lead.Leader(Own, IsNew: isLost, _time.GetUtcNow()) { AfterLoss = isLost };
            isLost = false;
            return lead;
        };
        _queue.OnLead = _ => throw new BuildQueueException("refused");
        (await Grabber.RunOnceAsync()).Ok.Should().BeFalse();
        _queue.OnLead = _ => { };

        await Grabber.RunOnceAsync();
        await Grabber.RunOnceAsync();

        _queue.Calls.Should().Equal("went back", "lead 5", "went back", "lead 5", "observe", "apply", "observe", "apply");
    }
}
