using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>A Redis that is spoken to over TLS by a user of its ACL.</summary>
public sealed class RedisTlsSpecs : IAsyncLifetime
{
    private const string Secret = "s3cret-of-the-test";

    private readonly TestCertificates _certificates = new();
    private readonly int _port = LoopbackPort.Next();
    private RedisServer _server = null!;

    private string Configuration => $"127.0.0.1:{_port},ssl=true,user=grabber,connectTimeout=2000,abortConnect=false";

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync(
            "--tls-port", $"{_port}", "--tls-auth-clients", "no",
            "--tls-cert-file", _certificates.CertificateFile, "--tls-key-file", _certificates.KeyFile, "--tls-ca-cert-file", _certificates.AuthorityFile);
        await _server.CommandAsync(["ACL", "SETUSER", "grabber", "on", $">{Secret}", .. RedisAclDocument.Rules]);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificates.Dispose();
    }

    [Fact]
    public async Task The_hosts_own_connection_trusts_the_hosts_own_authority()
    {
        var options = ConfigurationOptions.Parse(Configuration);
        options.Password = Secret;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.TrustIssuer(_certificates.AuthorityFile);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        await using var grabber = new GrabberRig(builder => builder.UseRedis(_ => connection));
        grabber.Listed = ["a", "b"];

        (await grabber.UntilOkAsync()).Error.Should().BeNull();

        (await new RetaskReader(await _server.DatabaseAsync(), "copr-be-0").DrainAsync()).Should().Equal("a", "b");
    }

    [Fact]
    public async Task An_authority_that_nobody_trusts_is_refused_and_told_without_the_password()
    {
        await using var grabber = new GrabberRig(builder => builder.UseRedis(redis => (redis.Configuration, redis.Password) = (Configuration, Secret)));
        grabber.Listed = ["a"];

        var report = await grabber.CycleAsync();
        // A slow machine gives the first attempt up before it has heard why; a later one of the client's own attempts knows, and a cycle after it.
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        while (report.Error is BuildQueueException { Message: var message }
            && !message.Contains("TLS could not be agreed on", StringComparison.Ordinal)
            && !deadline.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
            report = await grabber.CycleAsync();
        }

        report.Error.Should().BeOfType<BuildQueueException>().Which.Message.Should().Contain($"127.0.0.1:{_port}").And.Contain("TLS could not be agreed on")
            .And.Contain("certificate");
        report.Error!.ToString().Should().NotContain(Secret);
    }
}
