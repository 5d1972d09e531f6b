using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Model;

public sealed class PrintableSpecs
{
    [Theory]
    [InlineData("1-fedora-42-x86_64", "1-fedora-42-x86_64")]
    [InlineData("pässword „ok“ 🦀", "pässword „ok“ 🦀")]
    [InlineData("\u001b]0;pwn\u0007\n\u009b", "\\u001b]0;pwn\\u0007\\u000a\\u009b")]
    [InlineData("evil\u202etxt.exe", "evil\\u202etxt.exe")]
    [InlineData("a\u2066b\u2069c\u200fd\u061ce", "a\\u2066b\\u2069c\\u200fd\\u061ce")]
    [InlineData("one\u2028two\u2029", "one\\u2028two\\u2029")]
    [InlineData("a\u200bb\ufeff\u00ad", "a\\u200bb\\ufeff\\u00ad")]
    [InlineData("tag\U000E0041", "tag\\udb40\\udc41")]
    public void What_steers_a_terminal_or_misleads_its_reader_is_written_as_its_number(string text, string printable) =>
        Printable.Of(text).Should().Be(printable);

    [Fact]
    public void A_json_text_stays_the_same_json()
    {
        const string json = "\"a\u202eb\u009bc\"";

        System.Text.Json.JsonDocument.Parse(Printable.Of(json)).RootElement.GetString().Should().Be("a\u202eb\u009bc");
    }
}
