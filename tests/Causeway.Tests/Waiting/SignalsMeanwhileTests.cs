using Causeway.Sys;
using Causeway.Tests.Named;

namespace Causeway.Tests.Waiting;

/// <summary>A call that waits goes on waiting under signals whose handler is installed without SA_RESTART (EINTR).</summary>
public sealed class SignalsMeanwhileTests : IDisposable
{
    private const int Signals = 50;
    private static readonly PerArchitecture s_connect = new(X64: 42, Arm64: 203);
    private static readonly PerArchitecture s_sendto = new(X64: 44, Arm64: 206);
    private static readonly PerArchitecture s_sendmsg = new(X64: 46, Arm64: 211);
    private static readonly PerArchitecture s_recvmsg = new(X64: 47, Arm64: 212);
    private static readonly PerArchitecture s_vmsplice = new(X64: 278, Arm64: 75);
    private readonly TestDirectory _directory = new();
    private readonly AnonymousPipe _pipe = AnonymousPipe.Create();
    private readonly AnonymousPipe _other = AnonymousPipe.Create();

    public SignalsMeanwhileTests() => Interrupter.Install();

    public void Dispose()
    {
        _pipe.Dispose();
        _other.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public Task Read_EmptyPipe() => GoesOn(BlockedThread.Read, () => _pipe.Reader.Read(new byte[8]), () => _pipe.Writer.Write("data"u8), expected: 4);

    [Fact]
    public Task Write_FullPipe() => GoesOn(BlockedThread.Write, () => Done(() => _pipe.Writer.Write(new byte[9])), Fill(_pipe), expected: 0);

    [Fact]
    public Task SpliceTo_EmptyPipe() => GoesOn(BlockedThread.Splice, () => _pipe.Reader.SpliceTo(_other.Writer, 8), () => _pipe.Writer.Write("data"u8), expected: 4);

    [Fact]
    public Task TeeTo_EmptyPipe() => GoesOn(BlockedThread.Tee, () => _pipe.Reader.TeeTo(_other.Writer, 8), () => _pipe.Writer.Write("data"u8), expected: 4);

    [Fact]
    public Task WritePages_FullPipe() =>
        GoesOn(s_vmsplice, () => Done(() => _pipe.Writer.WritePages(9, 0, static (bytes, _) => bytes.Clear())), Fill(_pipe), expected: 0);

    [Fact]
    public async Task OpenReader_FifoWithoutAWriter()
    {
        string path = _directory.PathOf("fifo");
        Fifo.Create(path);
        PipeWriteEnd? writer = null;
        await GoesOn(BlockedThread.Openat, () => Done(() => Fifo.OpenReader(path).Dispose()), () => writer = Fifo.OpenWriter(path), expected: 0);
        writer!.Dispose();
    }

    [Fact]
    public async Task Accept_NobodyConnects()
    {
        var address = UnixSocketAddress.FromPath(_directory.PathOf("socket"));
        using var listener = UnixSocketListener.Listen(address);
        UnixSocket? client = null;
        await GoesOn(BlockedThread.Poll, () => Done(() => listener.Accept().Dispose()), () => client = UnixSocket.Connect(address), expected: 0);
        client!.Dispose();
    }

    [Fact]
    public async Task Connect_BacklogFull()
    {
        var address = UnixSocketAddress.FromPath(_directory.PathOf("socket"));
        using var listener = UnixSocketListener.Listen(address, backlog: 0);
        using var first = UnixSocket.Connect(address);
        await GoesOn(s_connect, () => Done(() => UnixSocket.Connect(address).Dispose()), () => listener.Accept().Dispose(), expected: 0);
    }

    [Fact]
    public async Task SendTo_ReceiverFull()
    {
        var address = UnixSocketAddress.FromPath(_directory.PathOf("socket"));
        using var receiver = UnixSocket.BindDatagram(address);
        using var sender = UnixSocket.CreateDatagram();
        sender.SetPeer(address);
        while (sender.TrySend("word"u8, out _))
        {
        }

        await GoesOn(s_sendto, () => Done(() => sender.SendTo("word"u8, address)), () => receiver.ReceiveFrom(new byte[8]), expected: 0);
    }

    [Fact]
    public async Task SendWithHandles_PeerFull()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.Datagram);
        using (first)
        using (second)
        {
            while (first.TrySend("word"u8, out _))
            {
            }

            // Of a pair it is the sender's buffer that is full: who waits is woken once half of it is free.
            void Drain()
            {
                while (second.TryReceive(new byte[8], out _))
                {
                }
            }

            await GoesOn(s_sendmsg, () => Done(() => first.SendWithHandles("word"u8, [_pipe.Reader.Descriptor])), Drain, expected: 0);
        }
    }

    [Fact]
    public async Task ReceiveWithHandles_NothingSent()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            int Receive()
            {
                using UnixReceived received = first.ReceiveWithHandles(new byte[8]);
                return received.Count;
            }

            await GoesOn(s_recvmsg, Receive, () => second.Send("data"u8), expected: 4);
        }
    }

    /// <summary>Has the call wait, under signals; then lets it end.</summary>
    private static async Task GoesOn(int number, Func<int> call, Action release, int expected)
    {
        int thread = 0;
        Task<int> pending = OwnThread.Start(() =>
        {
            Volatile.Write(ref thread, LibC.gettid());
            return call();
        });
        for (int i = 0; i < Signals && !pending.IsCompleted; i++)
        {
            BlockedThread.WaitUntilIn(number, () => Volatile.Read(ref thread));
            Assert.Equal(0, LibC.tgkill(Environment.ProcessId, thread, Interrupter.Signal.Number));
        }

        Assert.False(pending.IsCompleted);
        release();
        Assert.Equal(expected, await pending.WaitAsync(Watchdog.Limit));
    }

    private static int Done(Action call)
    {
        call();
        return 0;
    }

    /// <summary>Fills the pipe now, and makes room later.</summary>
    private static Action Fill(AnonymousPipe pipe)
    {
        byte[] room = new byte[pipe.Writer.CapacityBytes];
        pipe.Writer.Write(room);
        return () => pipe.Reader.ReadExactly(room);
    }
}
