using System.Text;
using Causeway.Sys;

namespace Causeway.Tests.Sockets;

public sealed class UnixCredentialTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly UnixSocketAddress _address;

    public UnixCredentialTests() => _address = UnixSocketAddress.FromPath(_directory.PathOf("socket"));

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(UnixHandleTests.Types), MemberType = typeof(UnixHandleTests))]
    public async Task ReceiveWithHandles_CredentialsAskedFor_EveryMessageSaysItsSender(UnixSocketType type)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(type);
        using (first)
        using (second)
        {
            Assert.False(second.ReceivesCredentials);
            second.ReceivesCredentials = true;
            first.Send("plain"u8);
            first.SendWithCredentials("said"u8, UnixCredentials.Current);
            await first.SendWithCredentialsAsync("said"u8.ToArray(), UnixCredentials.Current, [first.Descriptor]);
            for (int i = 0; i < 3; i++)
            {
                using UnixReceived received = second.ReceiveWithHandles(new byte[5 - (i == 0 ? 0 : 1)]);
                Assert.Equal((UnixCredentials.Current, i == 2 ? 1 : 0, false), (received.Credentials, received.Handles.Count, received.HandlesTruncated));
            }
        }
    }

    [Theory]
    [InlineData(UnixSocketType.Stream)]
    [InlineData(UnixSocketType.SeqPacket)]
    public async Task ReceiveWithHandles_CredentialsAskedForAndThePeerCloses_IsTheEnd(UnixSocketType type)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(type);
        using (second)
        {
            second.ReceivesCredentials = true;
            first.Send("last"u8);
            first.Dispose();
            using UnixReceived last = second.ReceiveWithHandles(new byte[9]);
            Assert.Equal((4, false, UnixCredentials.Current), (last.Count, last.IsEnd, last.Credentials));

            // Of a stream the kernel says then that process 0 sent nothing.
            using UnixReceived end = second.ReceiveWithHandles(new byte[9]);
            Assert.Equal((0, true, null), (end.Count, end.IsEnd, end.Credentials));
            Assert.True((await second.ReceiveWithHandlesAsync(new byte[9])).IsEnd);
        }
    }

    [Fact]
    public void ReceiveWithHandles_CredentialsAskedForAfterTheSend_AreTheOverflowIds()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.Datagram);
        using (first)
        using (second)
        {
            first.Send("x"u8);
            second.ReceivesCredentials = true;
            using UnixReceived received = second.ReceiveWithHandles(new byte[1]);
            Assert.Equal(new UnixCredentials(0, 65534, 65534), received.Credentials);
        }
    }

    [Fact]
    public void SendWithCredentials_OfAProcessThatIsGone_IsEsrchExplained()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            using ChildProcess child = ChildProcess.Start(new ChildProcessOptions("true"));
            child.WaitForExit();
            SyscallException refused = Assert.Throws<SyscallException>(() => first.SendWithCredentials("x"u8, UnixCredentials.Current with { ProcessId = child.Id }));

            // Without CAP_SYS_ADMIN another pid is refused before it is looked for.
            Assert.Equal(Environment.IsPrivilegedProcess ? Errno.ESRCH : Errno.EPERM, refused.Errno);
            Assert.Contains("UnixCredentials.Current", refused.Message, StringComparison.Ordinal);
        }
    }

    [RootFact]
    public void SendWithCredentials_OfAnother_NeedsPrivilege()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            second.ReceivesCredentials = true;
            var other = new UnixCredentials(1, 12345, 54321);
            first.SendWithCredentials("x"u8, other);
            using UnixReceived received = second.ReceiveWithHandles(new byte[1]);
            Assert.Equal(other, received.Credentials);
        }

        OtherUser.ExpectSuccess(ExpectRefusal);
    }

    private static void ExpectRefusal(string[] arguments)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            foreach (UnixCredentials claim in new[] { UnixCredentials.Current with { ProcessId = 1 }, UnixCredentials.Current with { UserId = 0 }, UnixCredentials.Current with { GroupId = 0 } })
            {
                SyscallException refused = Assert.Throws<SyscallException>(() => first.SendWithCredentials("x"u8, claim));
                Assert.Equal(Errno.EPERM, refused.Errno);
                Assert.Contains("CAP_SYS_ADMIN", refused.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("stream", UnixSocketType.Stream)]
    [InlineData("datagram", UnixSocketType.Datagram)]
    [InlineData("seqpacket", UnixSocketType.SeqPacket)]
    public void ReceiveWithHandles_CSender_CredentialsAndTwoFiles(string name, UnixSocketType type)
    {
        string one = _directory.PathOf("one"), two = _directory.PathOf("two");
        File.WriteAllText(one, "first");
        File.WriteAllText(two, "second");
        using UnixSocketListener? listener = type == UnixSocketType.Datagram ? null : UnixSocketListener.Listen(_address, type);
        using UnixSocket? bound = listener is null ? UnixSocket.BindDatagram(_address) : null;
        if (bound is not null)
            bound.ReceivesCredentials = true;
        using Peer peer = Peer.StartC("unix_handles", "send", _address.Path!, name, one, two);
        using UnixSocket? accepted = listener?.Accept();
        UnixSocket socket = bound ?? accepted!;
        socket.ReceivesCredentials = true;
        using UnixReceived received = socket.ReceiveWithHandles(new byte[10]);
        Assert.Equal(new UnixCredentials(peer.Process.Id, LibC.geteuid(), LibC.getegid()), received.Credentials);
        if (accepted is not null)
            Assert.Equal(received.Credentials, accepted.PeerCredentials);
        Assert.Equal(["first", "second"], received.Handles.Select(ReadAll));
        peer.ExpectSuccess();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OpenPeerProcess_Connection_IsAPidfdOfThePeer(bool optionAvailable)
    {
        bool before = PeerProcessOption.IsAvailable;
        try
        {
            PeerProcessOption.IsAvailable = optionAvailable && before;
            using UnixSocketListener listener = UnixSocketListener.Listen(_address);
            using Peer peer = Peer.StartC("unix_handles", "die", _address.Path!, "stream");
            using UnixSocket socket = listener.Accept();
            peer.Expect("sent");
            using (SafeFileDescriptor? process = socket.OpenPeerProcess())
            {
                Assert.NotNull(process);
                Assert.Contains($"Pid:\t{peer.Process.Id}\n", File.ReadAllText($"/proc/self/fdinfo/{process.Number}"), StringComparison.Ordinal);
                Assert.Equal(LibC.FD_CLOEXEC, LibC.fcntl(process, LibC.F_GETFD, 0));
            }

            peer.Dispose();
            using SafeFileDescriptor? gone = socket.OpenPeerProcess();

            // Newer kernels give a pidfd of a process that is reaped already; never one of another's.
            if (gone is not null)
                Assert.Contains("Pid:\t-1\n", File.ReadAllText($"/proc/self/fdinfo/{gone.Number}"), StringComparison.Ordinal);
            Assert.True(gone is null || PeerProcessOption.IsAvailable);
        }
        finally
        {
            PeerProcessOption.IsAvailable = before;
        }
    }

    [Theory]
    [InlineData(UnixSocket.MaxHandles)]
    [InlineData(1)]
    [InlineData(0)]
    public void ReceiveWithHandles_SenderProcessAskedFor_IsItsPidfdHoweverManyDescriptorsItSends(int maxHandles)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);
        using (first)
        using (second)
        {
            if (!AskForSenderProcess(second))
                return;
            int before = OpenDescriptors.Count();
            foreach (int sent in new[] { 1, 2, 15, 30, UnixSocket.MaxHandles })
            {
                first.SendWithHandles("x"u8, [.. Enumerable.Repeat(first.Descriptor, sent)]);
                using UnixReceived received = second.ReceiveWithHandles(new byte[1], maxHandles);
                Assert.Equal((Math.Min(sent, maxHandles), sent > maxHandles), (received.Handles.Count, received.HandlesTruncated));
                Assert.Contains($"Pid:\t{Environment.ProcessId}\n", File.ReadAllText($"/proc/self/fdinfo/{received.SenderProcess!.Number}"), StringComparison.Ordinal);
            }

            Assert.InRange(OpenDescriptors.Count(), 0, before);
        }
    }

    [Fact]
    public void ReceiveWithHandles_NoDescriptorLeftForTheSenderProcess_IsTruncated()
    {
        using Peer peer = Peer.StartDotnetLimited(256, ReceiveAtTheLimit);
        peer.ExpectSuccess();
    }

    [RootFact]
    public void GetPeerGroups_PeerWithGroups_AreItsSupplementaryOnes()
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(_address);
        string groups = string.Join(',', Enumerable.Range(2000, 70));
        using Peer peer = Peer.Start(new ChildProcessOptions("setpriv", ["--groups", groups, CCompiler.Compile("unix_handles"), "die", _address.Path!, "stream"]));
        using UnixSocket socket = listener.Accept();
        peer.Expect("sent");
        Assert.Equal(Enumerable.Range(2000, 70).Select(group => (uint)group), socket.GetPeerGroups()!.Order());
    }

    [Fact]
    public void PeerIdentity_NoPeer_IsNull()
    {
        using UnixSocket socket = UnixSocket.CreateDatagram();
        Assert.Null(socket.PeerCredentials);
        Assert.Null(socket.GetPeerGroups());
        Assert.Null(socket.OpenPeerProcess());
    }

    /// <summary>False where the kernel has no such option.</summary>
    private static bool AskForSenderProcess(UnixSocket socket)
    {
        try
        {
            socket.ReceivesSenderProcess = true;
            Assert.True(socket.ReceivesSenderProcess);
            return true;
        }
        catch (SyscallException old) when (old.Errno == Errno.ENOPROTOOPT)
        {
            Assert.Contains("6.5", old.Message, StringComparison.Ordinal);
            return false;
        }
    }

    private static void ReceiveAtTheLimit(string[] arguments)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);
        using (first)
        using (second)
        {
            if (!AskForSenderProcess(second))
                return;
            first.Send("x"u8);
            first.Send("y"u8);
            byte[] buffer = new byte[1];

            // Once below the limit: at it the runtime can load nothing.
            second.ReceiveWithHandles(buffer).Dispose();
            List<SafeFileDescriptor> taken = [];
            UnixReceived received;
            try
            {
                Fill(taken, first);
                received = second.ReceiveWithHandles(buffer);
            }
            finally
            {
                taken.ForEach(static descriptor => descriptor.Dispose());
            }

            using (received)
                Assert.Equal((1, 0, true, null), (received.Count, received.Handles.Count, received.HandlesTruncated, received.SenderProcess));
        }
    }

    private static void Fill(List<SafeFileDescriptor> taken, UnixSocket socket)
    {
        try
        {
            while (true)
                taken.Add(socket.Descriptor.Duplicate());
        }
        catch (SyscallException full) when (full.Errno == Errno.EMFILE)
        {
            // None is left.
        }
    }

    private static string ReadAll(SafeFileDescriptor file)
    {
        using var stream = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(file.Number, ownsHandle: false), FileAccess.Read, 1);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
