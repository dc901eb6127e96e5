using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <content>Reading and writing.</content>
internal sealed partial class WaitResolver
{
    /// <summary>Bytes of a sockaddr_un.</summary>
    private const ulong MostAddress = 110;

    private WaitTarget Receive(InspectedProcess process, int descriptor)
    {
        if (!_ends.TryFind(process.Id, descriptor, out FoundEnd end) || builder.Find(end.Object) is not { } one)
            return OfNoObject(process, descriptor, "input of");
        return one switch
        {
            PipeObject => new WaitTarget(one, "bytes", HaversOf(one.Id, process, descriptor, IpcAccess.Write)),
            SocketObject socket => new WaitTarget(one, one is UnixSocketObject { Type: not UnixSocketType.Stream } ? "a message" : "bytes", PeersOf(socket)) { CanEndOtherwise = socket.Peer is null },
            PosixQueueObject => new WaitTarget(one, "a message", OthersOf(one.Id, process, IpcAccess.Write)),
            EventCounterObject => new WaitTarget(one, "the counter to be more than 0", OthersOf(one.Id, process, IpcAccess.Write)),
            SignalDescriptorObject => new WaitTarget(one, "a signal") { CanEndOtherwise = true },
            TimerObject => new WaitTarget(one, "the timer") { CanEndOtherwise = true },
            ProcessDescriptorObject watched => new WaitTarget(one, EndOf(watched.ProcessId), watched.ProcessId) { IsHeld = true, IsExclusive = true },
            PollSetObject set => AtPollSet(process, set),
            _ => new WaitTarget(one, "input") { CanEndOtherwise = true },
        };
    }

    private WaitTarget Send(InspectedProcess process, int descriptor)
    {
        if (!_ends.TryFind(process.Id, descriptor, out FoundEnd end) || builder.Find(end.Object) is not { } one)
            return OfNoObject(process, descriptor, "room in");
        return one switch
        {
            PipeObject => new WaitTarget(one, "room", HaversOf(one.Id, process, descriptor, IpcAccess.Read)),
            SocketObject socket => new WaitTarget(one, "room", PeersOf(socket)) { CanEndOtherwise = socket.Peer is null },
            PosixQueueObject => new WaitTarget(one, "room", OthersOf(one.Id, process, IpcAccess.Read)),
            EventCounterObject => new WaitTarget(one, "the counter to be read", OthersOf(one.Id, process, IpcAccess.Read)),
            _ => new WaitTarget(one, "room") { CanEndOtherwise = true },
        };
    }

    /// <summary>From one to the other: waits for the source if that is empty, else for room.</summary>
    private WaitTarget Splice(in SleepingThread thread)
    {
        // tee(2) has the other descriptor second.
        int source = (int)thread.Line[0], target = (int)thread.Line[WaitCall.Find(thread.Line.Number) is { Name: "tee" } ? 1 : 2];
        bool isFull = _ends.TryFind(thread.Process.Id, source, out FoundEnd end) && builder.Find(end.Object) is PipeObject { WaitingBytes: > 0 };
        return isFull ? Send(thread.Process, target) : Receive(thread.Process, source);
    }

    private WaitTarget AtListener(in SleepingThread thread, string awaited)
    {
        IpcObject? socket = _ends.TryFind(thread.Process.Id, (int)thread.Line[0], out FoundEnd end) ? builder.Find(end.Object) : null;
        return new WaitTarget(socket, awaited) { CanEndOtherwise = true };
    }

    /// <summary>Whom connect(2) was told to call; empty where that is no UNIX socket, or could not be read.</summary>
    private string ListenerOf(in SleepingThread thread)
    {
        Span<byte> address = stackalloc byte[(int)Math.Min(thread.Line[2], MostAddress)];
        if (address.Length <= sizeof(ushort) || !builder.Memory.TryRead(thread.Process.Id, thread.Line[1], address) || MemoryMarshal.Read<ushort>(address) != LibC.AF_UNIX)
            return "";
        ReadOnlySpan<byte> name = address[sizeof(ushort)..];
        int end = name.IndexOf((byte)0);
        return end == 0 ? $" by @{ByteFields.Text(name[1..])}" : $" by {ByteFields.Text(end < 0 ? name : name[..end])}";
    }

    /// <summary>Those at the other end of a socket.</summary>
    private IEnumerable<int> PeersOf(SocketObject socket) => socket.Peer is { } peer ? _ends.Of(peer).Select(static end => end.ProcessId) : [];

    private static WaitTarget OfNoObject(InspectedProcess process, int descriptor, string what)
    {
        using ProcText text = new();
        string target = ByteFields.Text(text.Target(LibC.AT_FDCWD, LinkOf(process.Id, descriptor), out _));
        return new WaitTarget(Object: null, target.Length == 0 ? string.Create(CultureInfo.InvariantCulture, $"{what} descriptor {descriptor}") : $"{what} {target}") { CanEndOtherwise = true };
    }

    private static byte[] LinkOf(int processId, int descriptor) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/fd/{descriptor}\0"));
}
