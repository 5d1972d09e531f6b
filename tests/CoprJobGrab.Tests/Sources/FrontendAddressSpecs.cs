using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Sources;

public sealed class FrontendAddressSpecs
{
    [Theory]
    [InlineData("http://fe", "http://fe/backend/")]
    [InlineData("http://fe/", "http://fe/backend/")]
    [InlineData("http://fe/backend", "http://fe/backend/")]
    [InlineData("http://fe/backend/", "http://fe/backend/")]
    [InlineData("http://fe/backend//", "http://fe/backend/")]
    [InlineData("http://fe/copr", "http://fe/copr/backend/")]
    [InlineData("http://fe/copr/backend/", "http://fe/copr/backend/")]
    [InlineData("http://fe/mybackend", "http://fe/mybackend/backend/")]
    [InlineData("http://fe/backend/copr", "http://fe/backend/copr/backend/")]
    [InlineData("https://fe:8443/", "https://fe:8443/backend/")]
    [InlineData("http://fe/a%20b", "http://fe/a%20b/backend/")]
    [InlineData("http://[::1]:5000", "http://[::1]:5000/backend/")]
    [InlineData("http://fe/backend/?a=b#c", "http://fe/backend/")]
    public void The_prefix_is_added_unless_the_path_ends_in_it(string configured, string root) =>
        FrontendAddress.Root(new Uri(configured))!.AbsoluteUri.Should().Be(root);

    [Theory]
    [InlineData("http://jdoe:hunter2@fe/")]
    [InlineData("http://jdoe:hunter2@fe/backend/")]
    public void User_information_is_left_out(string configured) => FrontendAddress.Root(new Uri(configured))!.AbsoluteUri.Should().Be("http://fe/backend/");

    [Theory]
    [InlineData("ftp://fe/")]
    [InlineData("fe/backend")]
    public void What_is_no_absolute_HTTP_address_has_no_root(string configured) =>
        FrontendAddress.Root(new Uri(configured, UriKind.RelativeOrAbsolute)).Should().BeNull();

    [Theory]
    [InlineData("http://jdoe:hunter2@fe/", "http://fe/")]
    [InlineData("ftp://fe/x", "ftp://fe")]
    [InlineData("htps://jdoe:hunter2@fe/x", "htps://fe")]
    [InlineData("/backend", "/backend")]
    [InlineData("fe/backend", "(not shown, it may hold a password)")]
    [InlineData("hunter2", "(not shown, it may hold a password)")]
    [InlineData("jdoe:hunter2@fe", "(not shown, it may hold a password)")]
    [InlineData("//jdoe:hunter2@fe/x", "(not shown, it may hold a password)")]
    [InlineData("htps:jdoe:hunter2", "(not shown, it may hold a password)")]
    public void An_address_is_shown_without_what_may_be_a_secret(string configured, string shown) =>
        FrontendAddress.Show(new Uri(configured, UriKind.RelativeOrAbsolute)).Should().Be(shown);

    [Fact]
    public void No_address_has_no_root() => FrontendAddress.Root(null).Should().BeNull();
}
