using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>
/// The rules that the documentation gives the grabber's Redis user are enough on a cluster with the one that it names for that, and not without it.
/// </summary>
public sealed class RedisClusterAclSpecs(RedisClusterFixture fixture) : IClassFixture<RedisClusterFixture>
{
    private const string Secret = "s3cret-of-the-test";

    private static readonly string[] Groups = ["0", "2", "3"];

    [Fact]
    public async Task A_user_with_the_documented_rules_works_on_every_node() =>
        (await WorkAsync([.. RedisAclDocument.Rules, .. RedisAclDocument.ClusterRules])).Should().BeEmpty();

    [Fact]
    public async Task Without_the_rule_for_a_cluster_something_fails() => (await WorkAsync(RedisAclDocument.Rules)).Should().NotBeEmpty();

    /// <summary>Lets a grabber hand out a task of each group; what went wrong.</summary>
    private async Task<IReadOnlyList<string>> WorkAsync(IReadOnlyList<string> rules)
    {
        var cluster = fixture.Cluster;
        await cluster.FlushAsync();
        await cluster.CommandAsync(["ACL", "SETUSER", "grabber", "reset", "on", $">{Secret}", .. rules]);
        await using var grabber = new GrabberRig(
            builder => builder.UseRedis(redis => (redis.Configuration, redis.Password) = ($"{cluster.Addresses},user=grabber,connectTimeout=2000", Secret)),
            Groups);
        grabber.Listed = [.. Groups.Select(group => $"1@{group}")];

        List<string> faults = [];
        for (var cycle = 0; cycle < 2; cycle++)
        {
            if ((await grabber.CycleAsync()).Error is { } error)
            {
                faults.Add(error.Message);
            }
        }

        return faults;
    }
}
