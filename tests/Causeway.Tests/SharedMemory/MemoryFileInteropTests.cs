using System.Globalization;
using Causeway.Sys;

namespace Causeway.Tests.SharedMemory;

/// <summary>memfds of other processes, in C (tests/Peers/memory_file.c) and of this assembly.</summary>
public sealed class MemoryFileInteropTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void FromProcess_AndOpenOfProcess_OfC_HaveItsSealsAndBytes()
    {
        using Peer peer = Peer.StartC("memory_file", "create", "mm", "4096", "swSg");
        (int process, int descriptor) = PlaceOf(peer);

        using MemoryFile duplicate = MemoryFile.FromProcess(process, descriptor);
        using MemoryFile opened = MemoryFile.OpenOfProcess(process, descriptor, FileAccess.Read);
        using SafeFileDescriptor pidfd = new(LibC.pidfd_open(process, 0));
        using MemoryFile throughPidfd = MemoryFile.FromProcess(pidfd, descriptor);

        const MemoryFileSeals Expected = MemoryFileSeals.Seal | MemoryFileSeals.Shrink | MemoryFileSeals.Grow | MemoryFileSeals.Write;
        foreach (MemoryFile file in (MemoryFile[])[duplicate, opened, throughPidfd])
        {
            Assert.Equal(("mm", 4096, Expected), (file.Name, file.SizeBytes, file.Seals));
            using MemoryMapping mapping = file.MapSealed(6, FileAccess.Read, Expected);
            Assert.Equal("from C"u8, mapping.ReadOnlySpan);
        }

        using MemoryFile writer = MemoryFile.OpenOfProcess(process, descriptor);
        Assert.Equal(Errno.EPERM, Assert.Throws<SyscallException>(() => writer.Write("x"u8, 0)).Errno);
    }

    [Fact]
    public void FromProcess_WhatIsNotThere_SaysSo()
    {
        int process;
        SafeFileDescriptor pidfd;
        int before = OpenDescriptors.Count();
        using (Peer peer = Peer.StartC("memory_file", "create", "mm", "4096", ""))
        {
            (process, int descriptor) = PlaceOf(peer);
            pidfd = new SafeFileDescriptor(LibC.pidfd_open(process, 0));
            Assert.Equal(Errno.EBADF, Assert.Throws<SyscallException>(() => MemoryFile.FromProcess(process, 999)).Errno);
            Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => MemoryFile.OpenOfProcess(process, 999)).Errno);
            Assert.Throws<InvalidDataException>(() => MemoryFile.FromProcess(process, 0));
            Assert.Throws<ArgumentOutOfRangeException>("descriptor", () => MemoryFile.FromProcess(process, -1));
            Assert.Throws<ArgumentOutOfRangeException>("processId", () => MemoryFile.FromProcess(0, descriptor));
            peer.CloseInput();
            peer.ExpectSuccess();
        }

        using (pidfd)
            Assert.Equal(Errno.ESRCH, Assert.Throws<SyscallException>(() => MemoryFile.FromProcess(pidfd, 3)).Errno);
        Assert.Equal(before, OpenDescriptors.Count());
    }

    [Fact]
    public void OpenedInC_ThroughProc_HasSealsAndBytes()
    {
        using MemoryFile file = MemoryFile.Create("for C", 4096);
        file.Write("from CW"u8, 0);
        file.AddSeals(MemoryFileSeals.Shrink | MemoryFileSeals.Grow);
        Say("4096 GROW SHRINK from CW", "open", $"{Environment.ProcessId}", $"{file.Descriptor.Number}");
    }

    [Fact]
    public void SendWithHandles_ToC_AndBack_IsTheSameMemory()
    {
        string path = _directory.PathOf("socket");
        using MemoryFile file = MemoryFile.Create("sent", 8192);
        file.Write("sent"u8, 0);
        file.AddSeals(MemoryFileSeals.Shrink | MemoryFileSeals.Seal);
        using (Peer receiver = Peer.StartC("memory_file", "receive", path))
        {
            receiver.Expect("listening");
            using UnixSocket socket = UnixSocket.Connect(UnixSocketAddress.FromPath(path));
            socket.SendWithHandles("x"u8, [file.Descriptor]);
            receiver.Expect("8192 SEAL SHRINK sent");
            receiver.ExpectSuccess();
        }

        File.Delete(path);
        using UnixSocketListener listener = UnixSocketListener.Listen(UnixSocketAddress.FromPath(path));
        using Peer sender = Peer.StartC("memory_file", "send", path, "back", "4096", "sg");
        using UnixSocket connection = listener.Accept();
        using UnixReceived received = connection.ReceiveWithHandles(new byte[1]);
        using MemoryFile back = MemoryFile.From(received.Handles[0]);
        using MemoryMapping mapping = back.MapSealed(4096, FileAccess.ReadWrite, MemoryFileSeals.Grow);
        Assert.Equal(("back", "from C"), (back.Name, System.Text.Encoding.ASCII.GetString(mapping.Span[..6])));
        sender.Expect("sent");
        sender.ExpectSuccess();
    }

    [Fact]
    public void InheritedByC_WhatItWrites_IsSeen_AndSealsHoldForIt()
    {
        using MemoryFile file = MemoryFile.Create("inherited", 4096);
        using MemoryMapping mapping = file.Map();
        Inherit("written", file, "write");
        Assert.Equal("C was here"u8, mapping.Span[..10]);
        file.AddSeals(MemoryFileSeals.FutureWrite | MemoryFileSeals.Shrink);
        Inherit("EPERM", file, "write");
        mapping.Span[0] = (byte)'c';
        Inherit("4096 FUTURE_WRITE SHRINK c was here", file, "show");
    }

    [Fact]
    public void FromProcess_DotnetPeer_WritesWhatTheOtherReads()
    {
        // The parent looks into its child, which kernel.yama.ptrace_scope=1 allows to an ordinary user too.
        using Peer peer = Peer.StartDotnet(OfferInPeer);
        (int process, int descriptor) = PlaceOf(peer);
        Assert.Equal(peer.Process.Id, process);
        using MemoryFile file = MemoryFile.FromProcess(process, descriptor);
        using MemoryMapping mapping = file.MapSealed(4096);
        mapping.GetReference<int>(0) = 17;
        peer.Send("");
        peer.Expect("17");
        peer.ExpectSuccess();
    }

    [RootFact]
    public void FromProcess_OfAnotherUser_IsRefused()
    {
        using MemoryFile file = MemoryFile.Create("private", 4096);
        OtherUser.ExpectSuccess(IntrudeInPeer, $"{Environment.ProcessId}", $"{file.Descriptor.Number}");
    }

    private static void OfferInPeer(string[] arguments)
    {
        using MemoryFile file = MemoryFile.Create("both", 4096);
        file.AddSeals(MemoryFileSeals.Shrink);
        using MemoryMapping mapping = file.Map();
        Console.WriteLine($"{Environment.ProcessId} {file.Descriptor.Number}");
        Console.ReadLine();
        Console.WriteLine(mapping.GetReference<int>(0));
    }

    private static void IntrudeInPeer(string[] arguments)
    {
        int process = int.Parse(arguments[0], CultureInfo.InvariantCulture), descriptor = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        var failure = Assert.Throws<SyscallException>(() => MemoryFile.FromProcess(process, descriptor));
        Assert.Equal(Errno.EPERM, failure.Errno);
        Assert.Contains("ptrace_scope", failure.Message, StringComparison.Ordinal);
        Assert.Throws<UnauthorizedAccessException>(() => MemoryFile.OpenOfProcess(process, descriptor));
    }

    private static (int Process, int Descriptor) PlaceOf(Peer peer)
    {
        string[] words = peer.ReadLine()!.Split(' ');
        return (int.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[1], CultureInfo.InvariantCulture));
    }

    private static void Inherit(string expected, MemoryFile file, string verb)
    {
        ChildProcessOptions options = new(CCompiler.Compile("memory_file"), verb);
        options.Descriptors[3] = file.Descriptor;
        using Peer peer = Peer.Start(options);
        peer.Expect(expected);
        peer.ExpectSuccess();
    }

    private static void Say(string expected, params string[] arguments)
    {
        using Peer peer = Peer.StartC("memory_file", arguments);
        peer.Expect(expected);
        peer.ExpectSuccess();
    }
}
