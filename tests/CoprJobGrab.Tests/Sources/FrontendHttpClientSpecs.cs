using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Xunit;

namespace CoprJobGrab.Tests.Sources
{
    /// <summary>The host configures the clients that ask the frontend, and its defaults for all clients add no retries to them.</summary>
    public sealed class FrontendHttpClientSpecs : IAsyncDisposable
    {
        private readonly FakeFrontend _frontend = new() { ApiVersion = 9 };

        public FrontendHttpClientSpecs()
        {
            _frontend.Builds.Add("""{"task_id": "1", "chroot": "fedora-42-x86_64"}""");
            _frontend.CancelRequests.Add("7-fedora-42-x86_64");
        }

        public ValueTask DisposeAsync() => _frontend.DisposeAsync();

        [Theory]
        [InlineData(null)]
        [InlineData("fedora")]
        public async Task Both_clients_of_a_grabber_are_configured_and_no_others(string? name)
        {
            var services = Services();
            Add(services, "other", _frontend.Url);
            Add(services, name, _frontend.Url).ConfigureFrontendHttpClient(
                client => client.ConfigureHttpClient(http => http.DefaultRequestHeaders.Add("X-Farm", "yes")));
            await using var provider = services.BuildServiceProvider();

            await RunAsync(provider, name);
            _frontend.Requests.Should().HaveCountGreaterThan(3).And.OnlyContain(request => request.Headers.GetValueOrDefault("X-Farm") == "yes");

            await RunAsync(provider, "other");
            _frontend.Requests.Should().Contain(request => request.Headers.GetValueOrDefault("X-Farm") == null);
        }

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public async Task A_resilience_handler_of_the_hosts_defaults_is_left_out(bool isBefore)
        {
            var services = Services();
            if (isBefore)
            {
                services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new ResilienceHandler()));
            }

            Add(services, null, _frontend.Url);
            if (!isBefore)
            {
                services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new ResilienceHandler()));
            }

            await using var provider = services.BuildServiceProvider();
            await RunAsync(provider, null);
            using var own = provider.GetRequiredService<IHttpClientFactory>().CreateClient("the host's own");
            using var answer = await own.GetAsync(_frontend.Url, TestContext.Current.CancellationToken);

            _frontend.Requests.SkipLast(1).Should().HaveCountGreaterThan(3)
                .And.OnlyContain(request => request.Headers.GetValueOrDefault("X-Resilient") == null);
            _frontend.Requests[^1].Headers.GetValueOrDefault("X-Resilient").Should().Be("yes", "it is a default all the same");
        }

        [Fact]
        public async Task One_that_the_host_adds_for_the_frontend_stays()
        {
            var services = Services();
            Add(services, null, _frontend.Url).ConfigureFrontendHttpClient(client => client.AddHttpMessageHandler(() => new ResilienceHandler()));
            await using var provider = services.BuildServiceProvider();

            await RunAsync(provider, null);

            _frontend.Requests.Should().OnlyContain(request => request.Headers.GetValueOrDefault("X-Resilient") == "yes");
        }

        [Theory]
        [InlineData("https+http://frontend")]
        [InlineData("https+http://_web.frontend/copr")]
        [InlineData("http+https://frontend:81")]
        public async Task An_address_of_service_discovery_is_resolved_by_a_handler_of_the_hosts_defaults(string address)
        {
            var services = Services();
            services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new Discovery(_frontend.Url)));
            Add(services, null, new Uri(address));
            await using var provider = services.BuildServiceProvider();

            await RunAsync(provider, null);

            _frontend.CancelAnswers.Items.Should().ContainSingle();
        }

        [Fact]
        public async Task An_address_that_nobody_resolves_fails_the_cycle_with_the_cure()
        {
            var services = Services();
            Add(services, null, new Uri("https+http://frontend"));
            await using var provider = services.BuildServiceProvider();

            var report = await provider.GetRequiredService<JobGrabber>().RunOnceAsync(TestContext.Current.CancellationToken);

            report.Error.Should().BeOfType<TaskSourceException>().Which.Message.Should().ContainAll("https+http://frontend", "ConfigureFrontendHttpClient");
        }

        private static IServiceCollection Services() => new ServiceCollection().AddLogging();

        private static ICoprJobGrabBuilder Add(IServiceCollection services, string? name, Uri url) =>
            (name is null ? services.AddCoprJobGrab() : services.AddCoprJobGrab(name)).Configure(options => options.AddGroup("0", "*").Frontend.Url = url);

        private async Task RunAsync(IServiceProvider provider, string? name)
        {
            var answers = _frontend.CancelAnswers.Items.Count;
            var grabber = provider.GetRequiredKeyedService<JobGrabber>(name);
            (await grabber.RunOnceAsync(TestContext.Current.CancellationToken)).Error.Should().BeNull();
            (await grabber.ServeCancelRequestsAsync(TestContext.Current.CancellationToken)).Error.Should().BeNull();
            if (answers == 0)
            {
                await _frontend.CancelAnswers.WaitForCountAsync(1);
            }
        }

        private sealed class Discovery(Uri real) : DelegatingHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                var path = request.RequestUri!.AbsolutePath;
                request.RequestUri = new Uri(real, path[path.IndexOf("/backend/", StringComparison.Ordinal)..]);
                return base.SendAsync(request, cancellationToken);
            }
        }
    }
}

namespace Microsoft.Extensions.Http.Resilience
{
    /// <summary>Has the name of the handler that AddStandardResilienceHandler adds, by which it is known.</summary>
    internal sealed class ResilienceHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("X-Resilient", "yes");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
