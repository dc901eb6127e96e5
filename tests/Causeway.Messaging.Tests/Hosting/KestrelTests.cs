using System.Globalization;
using System.Net;
using Causeway.Messaging.Tests.Meeting;
using Causeway.Messaging.Tests.Streams;
using Causeway.Samples.Kestrel;
using Microsoft.AspNetCore.Builder;

namespace Causeway.Messaging.Tests.Hosting;

/// <summary>HTTP between two processes: SocketsHttpHandler at one end, Kestrel at the other.</summary>
public sealed class KestrelTests : IDisposable
{
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public async Task Requests_OneAfterTheOtherAndSideBySide_AreAnswered()
    {
        using Peer server = Peer.StartDotnet(ServeAsync, _domain.Path);
        server.Expect("listening");
        using HttpClient client = WebOverSharedMemory.CreateClient("web", _domain.Options);

        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"hello from process {server.Process.Id}"), await client.GetStringAsync("/"));
        byte[] sent = StreamPair.Bytes(2_000_000);
        using HttpResponseMessage response = await client.PostAsync("/", new ByteArrayContent(sent));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(sent, await response.Content.ReadAsByteArrayAsync());

        string[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetStringAsync("/")));
        Assert.Single(answers.Distinct());
        server.Send("stop");
        server.ExpectSuccess();
    }

    [Fact]
    public async Task Request_ServerKilled_Fails()
    {
        using Peer server = Peer.StartDotnet(ServeAsync, _domain.Path);
        server.Expect("listening");
        using HttpClient client = WebOverSharedMemory.CreateClient("web", _domain.Options);
        await client.GetStringAsync("/");
        server.Process.Kill();

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("/"));
    }

    private static async Task ServeAsync(string[] arguments)
    {
        await using WebApplication server = WebOverSharedMemory.CreateServer("web", MeetingDomain.OptionsOf(arguments[0]));
        await server.StartAsync();
        Console.WriteLine("listening");
        Console.ReadLine();
        await server.StopAsync();
    }
}
