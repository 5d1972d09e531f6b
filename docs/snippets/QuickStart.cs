#region quick-start
using CoprJobGrab;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder();
builder.Services
    .AddCoprJobGrab(options =>
    {
        options.Frontend.Url = new Uri(args[0]);
        options.AddGroup("0", "x86_64", "source").AddGroup("1", "aarch64");
    })
    .UseRedis(args[1]);
builder.Build().Run();
#endregion
