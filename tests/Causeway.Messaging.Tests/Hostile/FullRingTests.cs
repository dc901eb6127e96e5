using System.IO.Pipelines;
using Causeway.Messaging.Tests.Meeting;
using Causeway.Tests.Named;

namespace Causeway.Messaging.Tests.Hostile;

/// <summary>A peer (tests/Peers/connection_hostile.c) that has stored records all over its ring: once it is dead there are no more than one ring of them.</summary>
public sealed class FullRingTests : IDisposable
{
    private const int RingBytes = 4096;

    /// <summary>A record is 8 bytes long at least; one more may be in hand as the end comes.</summary>
    private const int MostRecords = (RingBytes / 8) + 1;

    private readonly byte[] _buffer = new byte[RingBytes];
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Theory]
    [InlineData("ones", "lease")]
    [InlineData("ones", "try")]
    [InlineData("ones", "batch")]
    [InlineData("ones", "copy")]
    [InlineData("ones", "await")]
    [InlineData("records", "lease")]
    [InlineData("records", "batch")]
    [InlineData("records", "copy")]
    [InlineData("records", "await")]
    public async Task Messages_ARingOfThem_ThenPeerDied(string what, string how)
    {
        using SharedConnection connection = MeetOneThatDies(what, SharedConnectionMode.Messages);
        int received = 0;
        Task<Exception?> over = OwnThread.Start<Exception?>(() => Record.Exception(() =>
        {
            while (received <= MostRecords)
                received += Receive(connection, how);
        }));

        Exception? end = await over.WaitAsync(Watchdog.Limit);
        Assert.True(end is PeerDiedException or ProtocolViolationException, $"{received} messages, then {end?.ToString() ?? "no end"}");
        if (what == "ones")
            Assert.IsType<PeerDiedException>(end);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("await")]
    [InlineData("pipe")]
    public async Task Bytes_RecordsOfNone_AreAViolation(string how)
    {
        using SharedConnectionListener listener = Listen(SharedConnectionMode.Stream);
        using Peer hostile = Start("ones", SharedConnectionMode.Stream);
        using SharedConnection connection = listener.Accept();
        hostile.Expect("met");
        Task<Exception?> over = OwnThread.Start<Exception?>(() => Record.Exception(() => Read(connection, how)));
        await Assert.ThrowsAsync<ProtocolViolationException>(async () => throw await over.WaitAsync(Watchdog.Limit) ?? new InvalidDataException("no end"));
        hostile.Send("over");
        hostile.Expect("over");
    }

    [Theory]
    [InlineData("read")]
    [InlineData("await")]
    [InlineData("pipe")]
    public async Task Bytes_ARingOfThem_ThenTheEnd(string how)
    {
        using SharedConnection connection = MeetOneThatDies("records", SharedConnectionMode.Stream);
        int received = 0;
        Task<Exception?> over = OwnThread.Start<Exception?>(() => Record.Exception(() =>
        {
            while (received <= 2 * RingBytes)
                received += Read(connection, how);
        }));

        Exception? end = await over.WaitAsync(Watchdog.Limit);
        Assert.True(end is PeerDiedException or ProtocolViolationException, $"{received} bytes, then {end?.ToString() ?? "no end"}");
    }

    /// <summary>It is dead, and this side knows it.</summary>
    private SharedConnection MeetOneThatDies(string what, SharedConnectionMode mode)
    {
        using SharedConnectionListener listener = Listen(mode);
        using Peer hostile = Start(what, mode);
        SharedConnection connection = listener.Accept();
        hostile.Expect("met");
        hostile.Send("over");
        hostile.Expect("over");
        hostile.ExpectSuccess();
        Assert.True(SpinWait.SpinUntil(() => connection.State == SharedConnectionState.PeerDied, Watchdog.Limit), $"{connection.State}");
        return connection;
    }

    private SharedConnectionListener Listen(SharedConnectionMode mode) => SharedConnectionListener.Listen("target", _domain.Options with { RingBytes = RingBytes, Mode = mode });

    private Peer Start(string what, SharedConnectionMode mode) =>
        Peer.StartC("connection_hostile", "connect", _domain.SocketOf("target"), what, mode == SharedConnectionMode.Stream ? "bytes" : "messages");

    private int Receive(SharedConnection connection, string how)
    {
        switch (how)
        {
            case "copy":
                connection.Receive(_buffer);
                return 1;
            case "batch":
                using (MessageBatch messages = connection.ReceiveBatch(10))
                    return messages.Count;
            case "await":
                connection.ReceiveAsync().AsTask().GetAwaiter().GetResult().Dispose();
                return 1;
            case "try":
                Assert.True(connection.TryReceive(out MessageLease message));
                message.Dispose();
                return 1;
            default:
                connection.Receive().Dispose();
                return 1;
        }
    }

    private int Read(SharedConnection connection, string how)
    {
        if (how == "read")
            return connection.GetStream().Read(_buffer);
        if (how == "await")
            return connection.GetStream().ReadAsync(_buffer.AsMemory()).AsTask().GetAwaiter().GetResult();
        PipeReader pipe = connection.GetPipe().Input;
        ReadResult result = pipe.ReadAsync().AsTask().GetAwaiter().GetResult();
        int count = (int)result.Buffer.Length;
        pipe.AdvanceTo(result.Buffer.End);
        return count;
    }
}
