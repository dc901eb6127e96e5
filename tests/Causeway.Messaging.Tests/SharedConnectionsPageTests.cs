using System.Text;
using Causeway.Messaging.Tests.Meeting;
using Causeway.Samples.Docs;
using Microsoft.Extensions.DependencyInjection;

namespace Causeway.Messaging.Tests;

/// <summary>The code of docs/shared-connections.md does what the page says, between two processes.</summary>
public sealed class SharedConnectionsPageTests : IDisposable
{
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void AnOrder_IsTaken()
    {
        using Peer server = Peer.StartDotnet(ServeInPeer, _domain.Path);
        Assert.Equal("taken: a pear", OrderOnceSomebodyListens("a pear"));
        server.ExpectSuccess();
    }

    [Fact]
    public async Task Batches_Types_AndHandles_Arrive()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", _domain.Options);
        using Peer peer = Peer.StartDotnet(TalkInPeerAsync, _domain.Path);
        using (SharedConnection first = listener.Accept())
            Assert.Equal(29 + (16 * 34), await SharedConnections.ReceiveManyAsync(first, CancellationToken.None));
        using (SharedConnection second = listener.Accept())
            Assert.Equal(21.5, await SharedConnections.ReadAllAsync(second, CancellationToken.None));
        using (SharedConnection third = listener.Accept())
            Assert.Equal("{\"Id\":17,\"Item\":\"pear\"}", Connections.ConnectionPair.Text(third.Receive()));
        using (SharedConnection fourth = listener.Accept())
            Assert.Equal("the log: contents", SharedConnections.TakeOver(fourth));
        peer.ExpectSuccess();
    }

    [Fact]
    public async Task AStream_IsCopiedAndAnswered()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", _domain.Options with { Mode = SharedConnectionMode.Stream });
        using Peer peer = Peer.StartDotnet(CopyInPeerAsync, _domain.Path);
        using SharedConnection connection = listener.Accept();
        using var copy = new MemoryStream();
        await connection.GetStream().CopyToAsync(copy);
        connection.GetStream().Write("k"u8);
        Assert.Equal("contents", Encoding.UTF8.GetString(copy.ToArray()));
        peer.ExpectSuccess();
    }

    [Fact]
    public void OptionsAndServices_AreWhatTheyLookLike()
    {
        Assert.Equal(SharedConnectionPriority.Throughput, SharedConnections.ForOthers(1000).Priority);
        ServiceCollection services = new();
        SharedConnections.Host(services);
        Assert.Equal(2, services.Count(service => service.IsKeyedService));
    }

    private string OrderOnceSomebodyListens(string what)
    {
        while (true)
        {
            try
            {
                return SharedConnections.Order(_domain.Options, what);
            }
            catch (SyscallException e) when (e.Errno == Errno.ENOENT || e.Errno == Errno.ECONNREFUSED)
            {
                Thread.Yield();
            }
        }
    }

    private static void ServeInPeer(string[] arguments) => SharedConnections.Serve(MeetingDomain.OptionsOf(arguments[0]));

    private static async Task TalkInPeerAsync(string[] arguments)
    {
        SharedConnectionOptions options = MeetingDomain.OptionsOf(arguments[0]);
        using SharedConnection first = SharedConnection.Connect("orders", options);
        SharedConnections.WriteInPlace(first);
        first.CompleteSending();
        using SharedConnection second = SharedConnection.Connect("orders", options);
        using SharedConnection third = SharedConnection.Connect("orders", options);
        await SharedConnections.TypedAsync(second, third, CancellationToken.None);
        second.CompleteSending();
        string path = Path.Combine(arguments[0], ".log");
        await File.WriteAllTextAsync(path, "contents");
        using SharedConnection fourth = SharedConnection.Connect("orders", options);
        SharedConnections.HandOver(fourth, path);
        try
        {
            fourth.Receive().Dispose();
        }
        catch (PeerClosedException)
        {
            // It has taken the handle.
        }
    }

    private static async Task CopyInPeerAsync(string[] arguments)
    {
        using SharedConnection connection = SharedConnection.Connect("orders", MeetingDomain.OptionsOf(arguments[0]) with { Mode = SharedConnectionMode.Stream });
        using var file = new MemoryStream("contents"u8.ToArray());
        await SharedConnections.CopyAsync(connection, file, CancellationToken.None);
    }
}
