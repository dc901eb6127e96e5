using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Causeway.Samples.Kestrel;

/// <summary>HTTP through shared memory: what docs/shared-connections.md quotes.</summary>
public static class WebOverSharedMemory
{
    public static WebApplication CreateServer(string name, SharedConnectionOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton<IConnectionListenerFactory, SharedConnectionTransport>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(new SharedConnectionEndPoint(name, options)));
        WebApplication server = builder.Build();
        server.Run(context => AnswerAsync(context.Request, context.Response));

        return server;
    }

    public static HttpClient CreateClient(string name, SharedConnectionOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                SharedConnection connection = await SharedConnection.ConnectAsync(name, options with { Mode = SharedConnectionMode.Stream }, token);
                return connection.GetStream();
            },
        };
        var client = new HttpClient(handler) { BaseAddress = new Uri("http://shared-memory") };

        return client;
    }

    private static async Task AnswerAsync(HttpRequest request, HttpResponse response)
    {
        if (request.Method != "POST")
        {
            await response.WriteAsync($"hello from process {Environment.ProcessId}");
            return;
        }

        // All of it first: a client of HTTP/1.1 reads the answer once it has sent the request.
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        await response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length));
    }
}
