using System.Diagnostics;
using Causeway.Tests;

namespace Causeway.Inspection.Tests.Sockets;

/// <summary>What the difference of two snapshots tells of sockets.</summary>
public sealed class SocketChangeTests
{
    private static readonly InspectionOptions s_own = new() { ProcessIds = [Environment.ProcessId], Kinds = IpcKinds.Of(IpcKind.Socket), Details = InspectionDetails.None };

    [Fact]
    public void Between_ListenConnectAcceptClose_TellsEach()
    {
        using TestDirectory directory = new();
        UnixSocketAddress address = UnixSocketAddress.FromPath(directory.PathOf("s"));
        InspectionSnapshot before = Inspector.Take(s_own);
        using UnixSocketListener listener = UnixSocketListener.Listen(address);
        InspectionSnapshot listens = Inspector.Take(s_own);
        IpcObjectId listenerId = IdAt(listens, listener.Descriptor);
        Assert.Equal(InspectedSocketState.Listening, Changes(before, listens, InspectionChangeKind.ObjectAppeared, listenerId).After.State);
        Assert.Contains(SnapshotDiff.Between(before, listens), one => one is { Kind: InspectionChangeKind.EndAppeared, End.Role: IpcRole.Listener } && one.Object!.Id == listenerId);

        UnixSocket client = UnixSocket.Connect(address);
        InspectionSnapshot asks = Inspector.Take(s_own);
        IpcObjectId clientId = IdAt(asks, client.Descriptor);
        Assert.Equal((InspectedSocketState.Connecting, listenerId), StateAndPeer(Changes(listens, asks, InspectionChangeKind.ObjectAppeared, clientId).After));
        (UnixSocketObject? idle, UnixSocketObject asked) = Changes(listens, asks, InspectionChangeKind.ObjectChanged, listenerId);
        Assert.Equal((0u, 1u), (idle!.ReceiveQueue, asked.ReceiveQueue));

        UnixSocket accepted = listener.Accept();
        InspectionSnapshot connected = Inspector.Take(s_own);
        IpcObjectId acceptedId = IdAt(connected, accepted.Descriptor);
        Assert.Equal((InspectedSocketState.Connected, clientId), StateAndPeer(Changes(asks, connected, InspectionChangeKind.ObjectAppeared, acceptedId).After));
        Assert.Equal((InspectedSocketState.Connected, acceptedId), StateAndPeer(Changes(asks, connected, InspectionChangeKind.ObjectChanged, clientId).After));

        accepted.Dispose();
        InspectionSnapshot left = Inspector.Take(s_own);
        Assert.Equal(clientId, Changes(connected, left, InspectionChangeKind.ObjectGone, acceptedId).After.Peer);
        Assert.Equal((InspectedSocketState.Closing, null), StateAndPeer(Changes(connected, left, InspectionChangeKind.ObjectChanged, clientId).After));

        client.Dispose();
        InspectionSnapshot gone = Inspector.Take(s_own);
        Assert.NotNull(Changes(left, gone, InspectionChangeKind.ObjectGone, clientId).After);
        Assert.DoesNotContain(SnapshotDiff.Between(left, gone), one => one.Object?.Id == listenerId);
    }

    [Fact]
    public async Task WatchAsync_ProcessKilledWithASocket_TellsItsPeersLoss()
    {
        using TestDirectory directory = new();
        using SocketZoo zoo = new(directory.Root);
        zoo.Do("close");
        InspectionOptions options = s_own with { ProcessIds = [zoo.ProcessId, zoo.ChildId] };
        await using IAsyncEnumerator<InspectionChange> changes = Inspector.WatchAsync(options, TimeSpan.FromMilliseconds(20)).GetAsyncEnumerator();

        // Until the first change is told it is not known whether the first look was taken.
        Task<bool> next = changes.MoveNextAsync().AsTask();
        List<UnixSocket> own = [];
        try
        {
            do
            {
                (UnixSocket one, UnixSocket other) = UnixSocket.CreatePair();
                own.AddRange([one, other]);
            }
            while (await Task.WhenAny(next, Task.Delay(20)) != next);
            using Process holder = Process.GetProcessById(zoo.ChildId);
            holder.Kill();
            await AssertLossIsTold(zoo, changes, next);
        }
        finally
        {
            own.ForEach(static one => one.Dispose());
        }
    }

    private static async Task AssertLossIsTold(SocketZoo zoo, IAsyncEnumerator<InspectionChange> changes, Task<bool> next)
    {
        bool isGone = false, isLost = false;
        while (await next)
        {
            InspectionChange change = changes.Current;
            isGone |= change.Kind == InspectionChangeKind.ObjectGone && change.Object!.Id == zoo.Id("passed");
            isLost |= change.Kind == InspectionChangeKind.ObjectChanged && change.Object is UnixSocketObject { State: InspectedSocketState.Closing, Peer: null } other && other.Id == zoo.Id("passed-other");
            next = isGone && isLost ? Task.FromResult(false) : changes.MoveNextAsync().AsTask();
        }

        Assert.True(isGone && isLost);
    }

    private static IpcObjectId IdAt(InspectionSnapshot snapshot, SafeFileDescriptor descriptor) => Assert.Single(snapshot.Ends, end => end.Descriptor == descriptor.Number).Object.Id;

    private static (InspectedSocketState State, IpcObjectId? Peer) StateAndPeer(UnixSocketObject one) => (one.State, one.Peer);

    /// <summary>The one change of a kind that an object has had.</summary>
    private static (UnixSocketObject? Before, UnixSocketObject After) Changes(InspectionSnapshot before, InspectionSnapshot after, InspectionChangeKind kind, IpcObjectId id)
    {
        InspectionChange change = Assert.Single(SnapshotDiff.Between(before, after), one => one.Kind == kind && one.Object!.Id == id);
        return (change.Before as UnixSocketObject, Assert.IsType<UnixSocketObject>(change.Object));
    }
}
