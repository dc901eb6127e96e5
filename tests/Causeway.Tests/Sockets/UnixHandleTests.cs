using System.Runtime.InteropServices;
using System.Text;
using Causeway.Sys;

namespace Causeway.Tests.Sockets;

public sealed class UnixHandleTests
{
    public static TheoryData<UnixSocketType> Types => [UnixSocketType.Stream, UnixSocketType.Datagram, UnixSocketType.SeqPacket];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task SendWithHandles_EachForm_ArrivesCloseOnExec(UnixSocketType type)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(type);
        using (first)
        using (second)
        {
            byte[] buffer = new byte[10];
            for (int form = 0; form < 3; form++)
            {
                using AnonymousPipe pipe = AnonymousPipe.Create();
                using (SafeFileDescriptor sent = pipe.Reader.Descriptor.Duplicate())
                {
                    if (form == 0)
                        first.SendWithHandles("one"u8, [sent]);
                    else if (form == 1)
                        Assert.True(first.TrySendWithHandles("one"u8, [sent], out int count) && count == 3);
                    else
                        await first.SendWithHandlesAsync("one"u8.ToArray(), [sent]);
                }

                using UnixReceived received = form switch
                {
                    0 => second.ReceiveWithHandles(buffer),
                    1 => second.TryReceiveWithHandles(buffer, 1, out UnixReceived taken) ? taken : throw new InvalidOperationException(),
                    _ => await second.ReceiveWithHandlesAsync(buffer, 1),
                };
                Assert.Equal((3, false, false, false), (received.Count, received.IsTruncated, received.HandlesTruncated, received.IsEnd));
                SafeFileDescriptor handle = Assert.Single(received.Handles);
                Assert.Equal(LibC.FD_CLOEXEC, LibC.fcntl(handle, LibC.F_GETFD, 0));
                pipe.Writer.Write("through"u8);
                using var end = new PipeReadEnd(received.Handles.Take(0));
                byte[] text = new byte[7];
                end.ReadExactly(text);
                Assert.Equal("through", Encoding.UTF8.GetString(text));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void SendWithHandles_253AreTakenAnd254Refused(UnixSocketType type)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(type);
        using (first)
        using (second)
        {
            SafeHandle[] most = [.. Enumerable.Repeat(first.Descriptor, UnixSocket.MaxHandles)];
            first.SendWithHandles("x"u8, most);
            using (UnixReceived received = second.ReceiveWithHandles(new byte[1]))
                Assert.Equal((253, false), (received.Handles.Count, received.HandlesTruncated));

            second.ReceivesCredentials = true;
            first.SendWithCredentials("x"u8, UnixCredentials.Current, most);
            using (UnixReceived received = second.ReceiveWithHandles(new byte[1]))
                Assert.Equal((253, UnixCredentials.Current), (received.Handles.Count, received.Credentials));

            ArgumentException refused = Assert.Throws<ArgumentException>(() => first.SendWithHandles("x"u8, [.. most, second.Descriptor]));
            Assert.Contains("254 handles: one message takes 253", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void SendWithHandles_WithoutDataOrWithABadHandle_IsRefusedBeforeTheCall(UnixSocketType type)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(type);
        using (first)
        using (second)
        {
            Assert.Contains("At least one byte", Assert.Throws<ArgumentException>(() => first.SendWithHandles([], [first.Descriptor])).Message, StringComparison.Ordinal);
            using var invalid = new Microsoft.Win32.SafeHandles.SafeFileHandle(-1, ownsHandle: false);
            Assert.Throws<ArgumentException>(() => first.SendWithHandles("x"u8, [first.Descriptor, invalid]));
            Assert.Throws<ArgumentNullException>(() => first.SendWithHandles("x"u8, [null!]));
            SafeFileDescriptor closed = first.Descriptor.Duplicate();
            closed.Dispose();
            Assert.Throws<ObjectDisposedException>(() => first.SendWithHandles("x"u8, [first.Descriptor, closed]));
            Assert.Throws<ArgumentOutOfRangeException>(() => second.ReceiveWithHandles(new byte[1], 254));
            Assert.Throws<ArgumentOutOfRangeException>(() => second.ReceiveWithHandles(new byte[1], -1));
            Assert.False(second.TryReceiveWithHandles(new byte[1], 9, out _));
            Assert.Throws<TimeoutException>(() => second.ReceiveWithHandles(new byte[1], 1, TimeSpan.FromMilliseconds(20)));
            Assert.Throws<OperationCanceledException>(() => second.ReceiveWithHandles(new byte[1], 1, cancellationToken: new CancellationToken(canceled: true)));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void ReceiveWithHandles_MoreThanAskedFor_SurplusIsClosedAndSaid(UnixSocketType type)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(type);
        using (first)
        using (second)
        {
            byte[] buffer = new byte[9];
            int before = OpenDescriptors.Count();
            for (int asked = 0; asked <= 4; asked++)
            {
                first.SendWithHandles("three"u8, [first.Descriptor, second.Descriptor, first.Descriptor]);
                using UnixReceived received = second.ReceiveWithHandles(buffer, asked);
                Assert.Equal((5, Math.Min(asked, 3), asked < 3), (received.Count, received.Handles.Count, received.HandlesTruncated));
                Assert.InRange(OpenDescriptors.Count(), 0, before + Math.Min(asked, 3));
            }

            Assert.InRange(OpenDescriptors.Count(), 0, before);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Receive_DescriptorsComeUnasked_NoneStaysOpen(UnixSocketType type)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(type);
        using (first)
        using (second)
        {
            byte[] buffer = new byte[9];
            Task<int> registration = second.ReceiveAsync(buffer).AsTask();
            first.Send("x"u8);
            Assert.Equal(1, await registration);
            int before = OpenDescriptors.Count();
            for (int form = 0; form < 4; form++)
            {
                first.SendWithHandles("data"u8, [first.Descriptor]);
                int count = form switch
                {
                    0 => second.Receive(buffer),
                    1 => await second.ReceiveAsync(buffer),
                    2 => second.TryReceive(buffer, out int taken) ? taken : -1,
                    _ when type == UnixSocketType.Datagram => second.ReceiveFrom(buffer).Count,
                    _ when type == UnixSocketType.SeqPacket => second.ReceiveMessage(buffer).Count,
                    _ => second.Receive(buffer),
                };
                Assert.Equal(4, count);
                Assert.InRange(OpenDescriptors.Count(), 0, before);
            }
        }
    }

    [Fact]
    public void ReceiveWithHandles_Stream_BytesOfTwoSendsWithDescriptorsAreNotMixed()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            first.SendWithHandles("aa"u8, [second.Descriptor]);
            first.SendWithHandles("bb"u8, [second.Descriptor]);
            using UnixReceived a = second.ReceiveWithHandles(new byte[10]);
            using UnixReceived b = second.ReceiveWithHandles(new byte[10]);
            Assert.Equal((2, 1, 2, 1), (a.Count, a.Handles.Count, b.Count, b.Handles.Count));
            first.Dispose();
            using UnixReceived end = second.ReceiveWithHandles(new byte[10]);
            Assert.True(end.IsEnd);
        }
    }

    [Fact]
    public async Task SendWithHandlesAsync_NoRoom_WaitsAndArrivesWhole()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            byte[] much = new byte[2_000_000];
            Random.Shared.NextBytes(much);
            Task sending = first.SendWithHandlesAsync(much, [first.Descriptor]).AsTask();
            byte[] received = new byte[much.Length];
            int handles = 0;
            for (int done = 0; done < received.Length;)
            {
                using UnixReceived part = await second.ReceiveWithHandlesAsync(received.AsMemory(done));
                handles += part.Handles.Count;
                done += part.Count;
            }

            await sending;
            Assert.Equal(1, handles);
            Assert.Equal(much, received);
        }
    }

    [Fact]
    public void SendWithHandles_SocketThroughItself_IsReceivedAndClosedWithIt()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (second)
        {
            using (first)
                first.SendWithHandles("x"u8, [first.Descriptor, second.Descriptor]);
            using UnixReceived received = second.ReceiveWithHandles(new byte[1]);
            Assert.Equal(2, received.Handles.Count);
        }
    }

    [Fact]
    public void SendWithHandles_ReceiverRefusesThem_IsEpermExplained()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            try
            {
                second.AcceptsHandles = false;
            }
            catch (SyscallException old) when (old.Errno == Errno.ENOPROTOOPT)
            {
                Assert.Contains("6.16", old.Message, StringComparison.Ordinal);
                return;
            }

            Assert.False(second.AcceptsHandles);
            SyscallException refused = Assert.Throws<SyscallException>(() => first.SendWithHandles("x"u8, [first.Descriptor]));
            Assert.Equal(Errno.EPERM, refused.Errno);
            Assert.Contains("takes no descriptors", refused.Message, StringComparison.Ordinal);
            first.Send("data"u8);
            Assert.Equal(4, second.Receive(new byte[9]));
        }
    }
}
