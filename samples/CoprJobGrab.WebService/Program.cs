using CoprJobGrab.ConsoleHost;
using CoprJobGrab.WebService;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;

// appsettings.json is beside the program, wherever it is started from. Environment variables and the command line override it.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

// The password is in COPR_FRONTEND_PASSWORD, or in the file that --password-file names.
List<string> faults = [], remarks = [];
var password = Secrets.Frontend(builder.Configuration["password-file"], faults, remarks);
remarks.Concat(faults).ToList().ForEach(Console.Error.WriteLine);
if (faults.Count > 0)
{
    return 2;
}

if (password.Length > 0)
{
    builder.Configuration["CoprJobGrab:Frontend:Password"] = password;
}

var latest = new LatestEvents();
builder.Services.AddScoped<ActionDatabase>();
builder.Services
    .AddCoprJobGrab(builder.Configuration.GetSection("CoprJobGrab"))
    .AddActionHandler<KeepAction>()
    .AddEventSink(latest);
builder.Services.AddHealthChecks().AddCoprJobGrab();
builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("CoprJobGrab").AddPrometheusExporter());

var app = builder.Build();
app.MapGet("/", () => latest.Lines);
app.MapGet("/actions", (ActionDatabase database, CancellationToken stop) => database.ListAsync(stop));
app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") });
app.MapPrometheusScrapingEndpoint("/metrics");
await app.RunAsync();
return 0;
