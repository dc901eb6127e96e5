using System.Globalization;
using System.Net;
using Causeway.Messaging.Tests.Meeting;
using Causeway.Messaging.Tests.Streams;
using Causeway.Samples.Kestrel;
using Causeway.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;

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

    [ProgramFact("prlimit", "--version")]
    public async Task Server_WithoutMemoryForOneClient_AcceptsTheNext()
    {
        using Peer server = Peer.StartDotnet(ServeAsync, _domain.Path);
        server.Expect("listening");
        using (ChildProcess prlimit = ChildProcess.Start(new ChildProcessOptions("prlimit", ["--pid", server.Process.Id.ToString(CultureInfo.InvariantCulture), "--fsize=1000000:"])))
            Assert.Equal(0, prlimit.WaitForExit().ExitCode);
        using HttpClient refused = WebOverSharedMemory.CreateClient("web", _domain.Options with { RingBytes = 1 << 20 });
        await Assert.ThrowsAsync<HttpRequestException>(() => refused.GetStringAsync("/"));

        using HttpClient client = WebOverSharedMemory.CreateClient("web", _domain.Options);
        await client.GetStringAsync("/");
        server.Send("stop");
        server.ExpectSuccess();
    }

    [Fact]
    public async Task Request_AbortedByTheServer_IsNoWholeAnswer()
    {
        await using IConnectionListener listener = await new SharedConnectionTransport().BindAsync(new SharedConnectionEndPoint("web", _domain.Options));
        using HttpClient client = WebOverSharedMemory.CreateClient("web", _domain.Options);
        Task<string> answer = client.GetStringAsync("/");
        await using ConnectionContext? context = await listener.AcceptAsync();

        // Without a length: the end of the connection is that of the answer.
        await context!.Transport.Output.WriteAsync("HTTP/1.0 200 OK\r\n\r\nthe first half"u8.ToArray());
        context.Abort(new ConnectionAbortedException());
        await Assert.ThrowsAsync<HttpRequestException>(() => answer);
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
