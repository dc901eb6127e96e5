using System.Globalization;
using System.Text;
using Causeway.Messaging.Tests.Meeting;
using Causeway.Tests.Named;

namespace Causeway.Messaging.Tests.Connections;

/// <summary>Descriptors handed over beside the messages.</summary>
public sealed class HandleTests : IDisposable
{
    private const int Outstanding = 16;
    private readonly ConnectionPair _pair = new();
    private readonly EventCounter _counter = EventCounter.Create();

    public void Dispose()
    {
        _counter.Dispose();
        _pair.Dispose();
    }

    [Fact]
    public void SendHandle_ToAnotherProcess_GivesItTheFile_BothWays()
    {
        using MeetingDomain domain = new();
        using SharedConnectionListener listener = SharedConnectionListener.Listen("files", domain.Options);
        using Peer peer = Peer.StartDotnet(AnswerFileInPeer, domain.Path);
        using SharedConnection connection = listener.Accept();
        using MemoryFile file = MemoryFile.Create("shared", 4096);
        file.Write("from here"u8, 0);

        connection.SendHandle(file.Descriptor, "read this"u8);
        using ReceivedHandle answer = connection.ReceiveHandle();

        Assert.Equal("from here: read this", Encoding.UTF8.GetString(answer.Note.Span));
        using MemoryFile theirs = MemoryFile.From(answer.Descriptor);
        byte[] content = new byte[10];
        theirs.Read(content, 0);
        Assert.Equal("from there", Encoding.UTF8.GetString(content));
        peer.ExpectSuccess();
    }

    [Fact]
    public async Task Handles_ArriveInOrder_WithTheirNotes()
    {
        for (int i = 0; i < 3 * Outstanding; i++)
        {
            byte[] note = i == 0 ? [] : new byte[i == 1 ? SharedConnection.MaxNoteBytes : i];
            note.AsSpan().Fill((byte)i);
            if (i % 2 == 0)
                _pair.One.SendHandle(_counter.Descriptor, note);
            else
                await _pair.One.SendHandleAsync(_counter.Descriptor, note);
            using ReceivedHandle handle = i % 2 == 0 ? _pair.Two.ReceiveHandle() : await _pair.Two.ReceiveHandleAsync();
            Assert.Equal(note, handle.Note.ToArray());
        }
    }

    [Fact]
    public void ReceivedHandle_IsTheSenders_AndCloseOnExec()
    {
        _pair.One.SendHandle(_counter.Descriptor);
        using ReceivedHandle handle = _pair.Two.ReceiveHandle();
        using EventCounter same = new(handle.Descriptor);
        same.Add(41);
        Assert.Equal(41u, _counter.Read());
        Assert.Contains("02000002", File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{handle.Descriptor.Number}"))[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendHandle_SixteenNotReceived_Waits_UntilOneIs()
    {
        for (int i = 0; i < Outstanding; i++)
            _pair.One.SendHandle(_counter.Descriptor);

        Assert.Contains("has not received", Assert.Throws<TimeoutException>(() => _pair.One.SendHandle(_counter.Descriptor, timeout: TimeSpan.FromMilliseconds(1))).Message, StringComparison.Ordinal);
        using CancellationTokenSource source = new();
        Task cancelled = _pair.One.SendHandleAsync(_counter.Descriptor, cancellationToken: source.Token).AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Task<bool> waiting = OwnThread.Start(() =>
        {
            _pair.One.SendHandle(_counter.Descriptor);
            return true;
        });
        Task asynchronous = _pair.One.SendHandleAsync(_counter.Descriptor).AsTask();
        for (int i = 0; i < Outstanding + 2; i++)
            _pair.Two.ReceiveHandle().Dispose();
        Assert.True(await waiting);
        await asynchronous;
        Assert.False(_pair.Two.TryReceiveHandle(out _));
    }

    [Fact]
    public async Task ReceiveHandle_None_TimesOut_ObeysTheToken_AndIsWokenByTheNext()
    {
        Assert.False(_pair.Two.TryReceiveHandle(out _));
        Assert.Throws<TimeoutException>(() => _pair.Two.ReceiveHandle(TimeSpan.FromMilliseconds(1)));
        using CancellationTokenSource source = new();
        Task<ReceivedHandle> cancelled = _pair.Two.ReceiveHandleAsync(source.Token).AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Task<ReceivedHandle> waiting = _pair.Two.ReceiveHandleAsync().AsTask();
        _pair.One.SendHandle(_counter.Descriptor);
        (await waiting).Dispose();
    }

    [Fact]
    public async Task PeerDied_WhatItHadSentIsReceived_ThenSaysDied_ToWaitingCallsToo()
    {
        using MeetingDomain domain = new();
        using SharedConnectionListener listener = SharedConnectionListener.Listen("files", domain.Options);
        using Peer peer = Peer.StartDotnet(SendTwoAndHangInPeer, domain.Path);
        using SharedConnection connection = listener.Accept();
        peer.Expect("sent");
        for (int i = 0; i < Outstanding; i++)
            connection.SendHandle(_counter.Descriptor);
        Task sending = connection.SendHandleAsync(_counter.Descriptor).AsTask();
        peer.Process.Kill();

        await Assert.ThrowsAsync<PeerDiedException>(() => sending);
        connection.ReceiveHandle().Dispose();
        connection.ReceiveHandle().Dispose();
        Assert.Throws<PeerDiedException>(() => connection.ReceiveHandle());
        Assert.Throws<PeerDiedException>(() => connection.TryReceiveHandle(out _));
        await Assert.ThrowsAsync<PeerDiedException>(async () => await connection.ReceiveHandleAsync());
        Assert.Throws<PeerDiedException>(() => connection.SendHandle(_counter.Descriptor));
    }

    [Fact]
    public async Task PeerClosed_WhatItHadSentIsReceived_ThenSaysClosed()
    {
        _pair.One.SendHandle(_counter.Descriptor);
        _pair.One.Dispose();

        _pair.Two.ReceiveHandle().Dispose();
        Assert.Throws<PeerClosedException>(() => _pair.Two.ReceiveHandle());
        await Assert.ThrowsAsync<PeerClosedException>(async () => await _pair.Two.SendHandleAsync(_counter.Descriptor));
    }

    [Fact]
    public async Task Dispose_EndsWaits_AndClosesWhatNobodyReceived()
    {
        int before = OpenDescriptors.Count();
        using (ConnectionPair pair = new())
        {
            Task<ReceivedHandle> waiting = pair.One.ReceiveHandleAsync().AsTask();
            for (int i = 0; i < Outstanding; i++)
                pair.One.SendHandle(_counter.Descriptor);
            Task sending = pair.One.SendHandleAsync(_counter.Descriptor).AsTask();
            Assert.True(SpinWait.SpinUntil(() => pair.Two.TryReceiveHandle(out ReceivedHandle first) && Closed(first), Watchdog.Limit));
            await sending;
            pair.One.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
            Assert.Throws<ObjectDisposedException>(() => pair.One.SendHandle(_counter.Descriptor));
            Assert.Throws<ObjectDisposedException>(() => pair.One.ReceiveHandle());
        }

        Assert.True(SpinWait.SpinUntil(() => OpenDescriptors.Count() <= before, Watchdog.Limit));
    }

    [Fact]
    public void SendHandle_BadArguments_AreRefused_AndCostNoCredit()
    {
        SafeFileDescriptor closed = _counter.Descriptor.Duplicate();
        closed.Dispose();
        for (int i = 0; i < Outstanding + 1; i++)
        {
            Assert.Throws<ArgumentNullException>(() => _pair.One.SendHandle(null!));
            Assert.Throws<ArgumentException>(() => _pair.One.SendHandle(_counter.Descriptor, new byte[SharedConnection.MaxNoteBytes + 1]));
            Assert.Throws<ObjectDisposedException>(() => _pair.One.SendHandle(closed));
        }

        _pair.One.SendHandle(_counter.Descriptor, timeout: Watchdog.Limit);
    }

    [Fact]
    public void PeerThatDoesNotReadItsSocket_LosesNoCredit()
    {
        // More handles, both ways at once, than there are credits: each side's 'A's cross the other's 'H's.
        const int Count = 500;
        Task<int>[] all =
        [
            OwnThread.Start(() => Send(_pair.One)), OwnThread.Start(() => Send(_pair.Two)),
            OwnThread.Start(() => Receive(_pair.One)), OwnThread.Start(() => Receive(_pair.Two)),
        ];
        Assert.All(all, one => Assert.Equal(Count, one.Result));

        int Send(SharedConnection connection)
        {
            for (int i = 0; i < Count; i++)
                connection.SendHandle(_counter.Descriptor);
            return Count;
        }

        static int Receive(SharedConnection connection)
        {
            for (int i = 0; i < Count; i++)
                connection.ReceiveHandle().Dispose();
            return Count;
        }
    }

    private static bool Closed(ReceivedHandle handle)
    {
        handle.Dispose();
        return true;
    }

    private static void AnswerFileInPeer(string[] arguments)
    {
        using SharedConnection connection = SharedConnection.Connect("files", MeetingDomain.OptionsOf(arguments[0]));
        using ReceivedHandle handle = connection.ReceiveHandle();
        using MemoryFile file = MemoryFile.From(handle.Descriptor);
        byte[] content = new byte[9];
        file.Read(content, 0);
        using MemoryFile answer = MemoryFile.Create("answer", 4096);
        answer.Write("from there"u8, 0);
        connection.SendHandle(answer.Descriptor, Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetString(content)}: {Encoding.UTF8.GetString(handle.Note.Span)}"));
    }

    private static void SendTwoAndHangInPeer(string[] arguments)
    {
        using SharedConnection connection = SharedConnection.Connect("files", MeetingDomain.OptionsOf(arguments[0]));
        using EventCounter counter = EventCounter.Create();
        connection.SendHandle(counter.Descriptor);
        connection.SendHandle(counter.Descriptor);
        Console.WriteLine("sent");
        Thread.Sleep(Timeout.Infinite);
    }
}
