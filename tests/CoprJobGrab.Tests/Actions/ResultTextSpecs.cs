using CsCheck;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

public sealed class ResultTextSpecs
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("it \"failed\"\nat \u017elu\u0165ou\u010dk\u00fd \U0001f600\t\u0001", "it \"failed\"\nat \u017elu\u0165ou\u010dk\u00fd \U0001f600\t\u0001")]
    [InlineData("a\0b\0", "a\uFFFDb\uFFFD")]
    public void What_a_text_column_takes_stays_as_it_is_and_the_rest_is_replaced(string? message, string? sound) =>
        ResultText.Sound(new ActionReport(1, true, message)).Should().Be(new ActionReport(1, true, sound));

    [Fact]
    public void Half_characters_are_replaced() =>
        ResultText.Sound(new ActionReport(1, true, "\ude00\ud83d\ude00 cut \ud83d")).Message.Should().Be("\uFFFD\U0001f600 cut \uFFFD");

    [Fact]
    public void An_overlong_message_is_cut_between_two_characters_and_says_so()
    {
        const string cut = " [cut; it had 16001 characters]";
        var kept = new string('x', 16_000 - cut.Length);
        ResultText.Sound(new ActionReport(1, true, new string('x', 16_000))).Message.Should().Be(new string('x', 16_000));
        ResultText.Sound(new ActionReport(1, true, new string('x', 16_001))).Message.Should().Be(kept + cut);
        ResultText.Sound(new ActionReport(1, true, kept[1..] + "\U0001f600" + new string('x', cut.Length))).Message.Should().Be(kept[1..] + cut);
    }

    [Fact]
    public void Whatever_the_message_it_becomes_sound_text_that_a_column_of_65535_bytes_takes_and_sound_text_is_left_alone() =>
        Gen.Char.Array[0, 20_000].Sample(
            characters =>
            {
                var message = ResultText.Sound(new ActionReport(1, true, new string(characters))).Message!;
                message.Should().NotContain("\0");
                var bytes = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetBytes(message);
                bytes.Should().HaveCountLessThanOrEqualTo(65_535);
                ResultText.Sound(new ActionReport(1, true, message)).Message.Should().Be(message, "a result that the store kept is made sound again");
            },
            iter: 100);

    [Fact]
    public void The_plain_message_is_ascii_and_says_how_the_action_ended()
    {
        ResultText.Plain(new ActionReport(1, true, "\u017elu")).Should()
            .Be(new ActionReport(1, true, "The action has succeeded. The frontend refused its message; see the log of the backend."));
        ResultText.Plain(new ActionReport(1, false, null)).Message.Should().StartWith("The action has failed.");
    }
}
