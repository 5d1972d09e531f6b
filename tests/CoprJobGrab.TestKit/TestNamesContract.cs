using FluentAssertions;
using Xunit;

namespace CoprJobGrab.TestKit;

/// <summary>How tests are named. Each test project derives a class from it.</summary>
public abstract class TestNamesContract
{
    [Fact]
    public void Every_test_name_is_a_sentence()
    {
        var names = GetType().Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttributes(typeof(FactAttribute), inherit: true).Length > 0))
            .Select(test => test.Name)
            .ToList();

        names.Should().NotBeEmpty().And.OnlyContain(name => name.Split('_', StringSplitOptions.None).Length >= 4);
    }
}
