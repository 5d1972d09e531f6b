using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.Redis;

/// <summary>A mistake in the address of Redis is named: TLS where none is spoken, none where it is, and a host that nobody knows.</summary>
public sealed class RedisMistakeSpecs : IAsyncLifetime
{
    private const string Secret = "s3cret-of-the-test";

    private readonly TestCertificates _certificates = new();
    private readonly int _tlsPort = LoopbackPort.Next();
    private RedisServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartAsync(
        "--tls-port", $"{_tlsPort}", "--tls-auth-clients", "no",
        "--tls-cert-file", _certificates.CertificateFile, "--tls-key-file", _certificates.KeyFile, "--tls-ca-cert-file", _certificates.AuthorityFile);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificates.Dispose();
    }

    [Fact]
    public Task Tls_to_a_port_that_speaks_none_is_named() => IsNamedAsync($"{_server.Address},ssl=true", "no answer to TLS", "leave ssl=true out");

    [Fact]
    public Task No_tls_to_a_port_that_speaks_nothing_else_is_named() => IsNamedAsync($"127.0.0.1:{_tlsPort}", "may be one for TLS", "add ssl=true");

    [Theory]
    [InlineData("")]
    [InlineData(",ssl=true")]
    public Task A_host_that_nobody_knows_is_named(string more) =>
        IsNamedAsync($"no-such-host.invalid:6379{more}", "the name of its host is not known", "Correct the address");

    [Theory]
    [InlineData("")]
    [InlineData(",ssl=true")]
    public Task A_port_where_nobody_listens_is_named(string more) =>
        IsNamedAsync($"127.0.0.1:{LoopbackPort.Next()}{more}", "nobody listens there", "Start Redis");

    private static async Task IsNamedAsync(string address, params string[] told)
    {
        await using var grabber = new GrabberRig(
            builder => builder.UseRedis(redis => (redis.Configuration, redis.Password) = ($"{address},connectTimeout=1000", Secret)));
        grabber.Listed = ["a"];

        var report = await grabber.CycleAsync();
        // A slow machine gives the first attempt up before it has heard why; the next one, a second later, knows.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (report.Error is BuildQueueException { Message: var message } && !message.Contains(told[0], StringComparison.Ordinal)
            && !deadline.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
            report = await grabber.CycleAsync();
        }

        report.Error.Should().BeOfType<BuildQueueException>().Which.Message.Should().ContainAll(told).And.Contain(address.Split(',')[0]);
        report.Error!.ToString().Should().NotContain(Secret);
    }
}
