namespace Causeway.Tests.Events;

/// <summary>One counter, here and in C (tests/Peers/event_counter.c), passed over a UNIX socket.</summary>
public sealed class EventCounterInteropTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly UnixSocketListener _listener;

    public EventCounterInteropTests() => _listener = UnixSocketListener.Listen(UnixSocketAddress.FromPath(_directory.PathOf("socket")));

    public void Dispose()
    {
        _listener.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Add_ToTheCountersOfC_IsInItsSum()
    {
        using Peer peer = Peer.StartC("event_counter", "send", _listener.Address.Path!, "1", "2", "4", "7", "14");
        using UnixSocket link = _listener.Accept();
        using UnixReceived received = link.ReceiveWithHandles(new byte[1]);
        using EventCounter counter = new(received.Handles.Take(0));
        Assert.Equal(28ul, counter.Value);
        Assert.True(counter.Mode is null or EventCounterMode.Counter);

        counter.Add(28);

        peer.Send("read");
        peer.Expect("read 56 (0x38)");
        peer.ExpectSuccess();
    }

    [Fact]
    public async Task Read_WhatCAdded_IsTakenHere_AndWhatWasAddedHereIsReadThere()
    {
        using EventCounter counter = EventCounter.Create();
        using Peer peer = Peer.StartC("event_counter", "receive", _listener.Address.Path!);
        using UnixSocket link = _listener.Accept();
        link.SendWithHandles("x"u8, [counter.Descriptor]);

        counter.Add(28);

        peer.Expect("read 28 (0x1c)");
        Assert.Equal(5ul, await counter.ReadAsync());
        peer.ExpectSuccess();
    }
}
