using CoprJobGrab;
using Grabber;

var builder = Host.CreateApplicationBuilder(args);
var section = builder.Configuration.GetSection("CoprJobGrab");
var jobs = builder.Services.AddCoprJobGrab(section).AddActionHandler<CreateRepo>(ActionType.CreateRepo);
if (section.GetSection("Redis").Exists())
{
    jobs.UseRedis(); // Without it the queues are in memory, and end with the process.
}

builder.Build().Run();
