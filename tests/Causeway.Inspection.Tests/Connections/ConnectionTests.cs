using System.Globalization;
using Causeway.Tests.Named;

namespace Causeway.Inspection.Tests.Connections;

/// <summary>Shared-memory connections between this process and a program in C (tests/Peers/connection.c), and between two of those.</summary>
public sealed class ConnectionTests : IDisposable
{
    private const int RingBytes = 4096;
    private const int RecordHeader = 8;

    private static readonly InspectionOptions s_options = new() { Kinds = IpcKinds.Of(IpcKind.Connection), Details = InspectionDetails.Mappings };
    private static readonly SharedConnectionOptions s_own = new() { RingBytes = RingBytes };

    private readonly string _name = $"@causeway-inspected-{Guid.NewGuid():N}";
    private readonly Peer _listener;

    public ConnectionTests()
    {
        _listener = Peer.StartC("connection", "listen", _name, "1", RingBytes.ToString(CultureInfo.InvariantCulture), "-1");
        _listener.Expect("listening");
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void Take_MessagesBothWays_AreCountedWithBothSides()
    {
        using SharedConnection own = SharedConnection.Connect(_name, s_own);
        _listener.Expect($"met {RingBytes}");
        foreach (int length in (int[])[10, 0, 2000])
            own.Send(new byte[length]);
        _listener.Send("send 5 100");
        _listener.Expect("sent 5");
        InspectionSnapshot snapshot = Inspector.Take();
        ConnectionObject connection = Find(snapshot);
        Assert.Equal((1u, SharedConnectionMode.Messages, RingBytes, 4096L + 2 * RingBytes), (connection.Version, connection.Carries, connection.RingBytes, connection.Bytes));
        Assert.Equal(new InspectedConnectionSide(Environment.ProcessId, InspectedConnectionState.Alive), connection.Connector);
        Assert.Equal(new InspectedConnectionSide(_listener.Process.Id, InspectedConnectionState.Alive), connection.Acceptor);
        Assert.Equal((3L, 2010L, 0L, 24L + 16 + 2000), Counts(connection.FromConnector));
        Assert.Equal((5L, 500L, 0L, 5L * (104 + RecordHeader)), Counts(connection.FromAcceptor));
        Assert.Equal(2040 + 560, connection.SentBytes);
        Assert.False(connection.FromConnector!.IsReceiverAsleep || connection.FromConnector.IsCompleted || connection.FromConnector.IsAtLeast);
        Assert.Equal([IpcRole.Connector], Roles(snapshot, connection, Environment.ProcessId));
        Assert.Equal([IpcRole.Acceptor], Roles(snapshot, connection, _listener.Process.Id));
        Assert.Null(snapshot.Find(connection.Id with { Kind = IpcKind.MemoryFile }));
    }

    [Fact]
    public void Take_AfterManyRounds_PositionsGoOnAndTheRateIsWhatWasSent()
    {
        using SharedConnection own = SharedConnection.Connect(_name, s_own);
        _listener.Expect($"met {RingBytes}");
        _listener.Send("drain");
        long before = Find(Inspector.Take(s_options)).SentBytes!.Value;
        byte[] message = [.. Enumerable.Range(0, 500).Select(static i => (byte)(i * 7 + (i >> 8)))];
        for (int n = 0; n < 100; n++)
            own.Send([.. message.Select(one => (byte)(n * 131 + one))]);
        InspectedConnectionDirection direction = Await(static one => one.FromConnector!.WaitingMessages == 0).FromConnector!;
        Assert.Equal((0L, 0L, 100L * (504 + RecordHeader), 100L * (504 + RecordHeader)), Counts(direction));
        Assert.Equal(direction.SentBytes, Find(Inspector.Take(s_options)).SentBytes - before);
        own.CompleteSending();
        _listener.Expect("received 100 50000, the peer sends no more");
        direction = Find(Inspector.Take(s_options)).FromConnector!;
        Assert.True(direction.IsCompleted);
        Assert.Equal(0, direction.WaitingMessages);
    }

    [Fact]
    public async Task Take_ReceiversSleep_TheOneAtAFutexWaitsForAMessageOfTheOther()
    {
        using SharedConnection own = SharedConnection.Connect(_name, s_own);
        _listener.Expect($"met {RingBytes}");
        _listener.Send("blocked 60");
        _listener.Expect("waiting");
        Task<int> receive = OwnThread.Start(() => own.Receive(new byte[100]));
        ConnectionObject asleep = Await(static one => one.FromConnector!.IsReceiverAsleep && one.FromAcceptor!.IsReceiverAsleep);
        Assert.False(asleep.FromConnector!.IsSenderAsleep || asleep.FromAcceptor!.IsSenderAsleep);
        IpcWait wait;
        do
        {
            InspectionSnapshot snapshot = Inspector.Take(s_options with { Details = InspectionDetails.Mappings | InspectionDetails.Waits });
            wait = snapshot.Waits.FirstOrDefault(one => one.Process.Id == Environment.ProcessId && one.Object is ConnectionObject)!;
        }
        while (wait is null);
        Assert.Equal(("a message", _name), (wait.Awaited, wait.Object!.Name));
        Assert.Contains(_listener.Process.Id, wait.Holders.Select(static one => one.Id));
        own.Send([]);
        _listener.Expect("received 1 0");
        _listener.Send("send 1 7");
        Assert.Equal(7, await receive);
        Assert.False(Find(Inspector.Take(s_options)).FromConnector!.IsReceiverAsleep);
    }

    [Fact]
    public void Take_SenderWithoutRoomSleeps_IsToldWithWhatFillsTheRing()
    {
        using SharedConnection own = SharedConnection.Connect(_name, s_own);
        _listener.Expect($"met {RingBytes}");
        _listener.Send("flood 1000");
        InspectedConnectionDirection full = Await(static one => one.FromAcceptor!.IsSenderAsleep).FromAcceptor!;
        Assert.Equal((4L, 4000L, 0L, 4L * (1000 + RecordHeader)), Counts(full));
    }

    [Fact]
    public void Take_PeerIsKilled_HasDiedAndWhatItSentIsThere()
    {
        using SharedConnection own = SharedConnection.Connect(_name, s_own);
        _listener.Expect($"met {RingBytes}");
        _listener.Send("send 2 30");
        _listener.Expect("sent 2");
        _listener.Process.TrySendSignal(Signal.Kill);
        _listener.Process.WaitForExit();
        ConnectionObject connection = Find(Inspector.Take(s_options));
        Assert.Equal(new InspectedConnectionSide(_listener.Process.Id, InspectedConnectionState.Died), connection.Acceptor);
        Assert.Equal(InspectedConnectionState.Alive, connection.Connector.State);
        Assert.Equal((2L, 60L), (connection.FromAcceptor!.WaitingMessages, connection.FromAcceptor.WaitingBytes));
    }

    [Fact]
    public void Take_PeerHasClosed_IsNoDeath()
    {
        using Peer connector = Peer.StartC("connection", "connect", _name);
        _listener.Expect($"met {RingBytes}");
        connector.Expect($"met {RingBytes}");
        Assert.Equal(new InspectedConnectionSide(connector.Process.Id, InspectedConnectionState.Alive), Find(Inspector.Take(s_options)).Connector);
        connector.Send("close");
        connector.Expect("closed");
        ConnectionObject connection = Find(Inspector.Take(s_options));
        Assert.Equal(new InspectedConnectionSide(connector.Process.Id, InspectedConnectionState.Closed), connection.Connector);
        Assert.Equal(new InspectedConnectionSide(_listener.Process.Id, InspectedConnectionState.Alive), connection.Acceptor);
        _listener.Process.TrySendSignal(Signal.Kill);
        _listener.Process.WaitForExit();
        Assert.DoesNotContain(Inspector.Take(s_options).Objects, one => one.Name == _name);
    }

    [Fact]
    public void Take_BothAreBusy_WhatIsToldCanBe()
    {
        const int Count = 200_000;
        using Peer connector = Peer.StartC("connection", "connect", _name);
        connector.Expect($"met {RingBytes}");
        _listener.Expect($"met {RingBytes}");
        _listener.Send($"receive {Count}");
        connector.Send($"send {Count} 20");
        long sent = 0, received = 0;
        const long Whole = Count * (24L + RecordHeader);
        while (sent < Whole)
        {
            InspectedConnectionDirection direction = Find(Inspector.Take(s_options)).FromConnector!;
            Assert.InRange(direction.ReceivedBytes, received, Whole);
            received = direction.ReceivedBytes;

            // Of a ring that moves on all the time the sender is only known to be no less far than the receiver.
            sent = direction.SentBytes!.Value;
            Assert.InRange(sent - received, 0, RingBytes - RecordHeader);
            Assert.InRange(sent, 0, Whole);
            Assert.InRange(direction.WaitingMessages!.Value, 0, RingBytes / (24 + RecordHeader));
            Assert.Equal(20 * direction.WaitingMessages, direction.WaitingBytes);
        }

        connector.Expect($"sent {Count}");
        _listener.Expect($"received {Count} {Count * 20}");
    }

    private ConnectionObject Find(InspectionSnapshot snapshot) => Assert.Single(snapshot.Objects.OfType<ConnectionObject>(), one => one.Name == _name);

    private ConnectionObject Await(Func<ConnectionObject, bool> is_)
    {
        for (;;)
        {
            if (Find(Inspector.Take(s_options)) is var one && is_(one))
                return one;
        }
    }

    private static (long? Messages, long? Bytes, long Received, long? Sent) Counts(InspectedConnectionDirection? direction) =>
        (direction!.WaitingMessages, direction.WaitingBytes, direction.ReceivedBytes, direction.SentBytes);

    private static IEnumerable<IpcRole> Roles(InspectionSnapshot snapshot, IpcObject one, int process) =>
        snapshot.EndsOf(one).Where(end => end.Process.Id == process).Select(static end => end.Role).Distinct();
}
