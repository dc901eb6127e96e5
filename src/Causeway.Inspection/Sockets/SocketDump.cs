using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Inspection.Sockets;

/// <summary>Has the kernel list the sockets of the network namespace that this thread is in (sock_diag(7)). Never waits: the kernel writes the answer within the calls.</summary>
internal static unsafe class SocketDump
{
    /// <summary>As large as the kernel makes a part of an answer.</summary>
    private const int PartBytes = 32 * 1024;
    private const int MostAttempts = 4;
    private const uint Sequence = 1;

    /// <summary>Lists them, again where the list changed meanwhile, but not for ever.</summary>
    /// <param name="request">The body of the request.</param>
    /// <param name="parse">Reads a message of the answer.</param>
    /// <param name="found">What the last attempt brought, even if it was interrupted.</param>
    /// <param name="error">Why it failed.</param>
    /// <exception cref="SyscallException">This process has no descriptor left.</exception>
    /// <returns><see cref="DumpState.Done"/>, <see cref="DumpState.Interrupted"/> or <see cref="DumpState.Failed"/>.</returns>
    public static DumpState Read<T>(ReadOnlySpan<byte> request, DumpReading<T>.Parser parse, out List<T> found, out Errno error)
    {
        byte[] message = Message(request);
        DumpReading<T> reading = null!;
        Errno failure = default;
        DumpState state = Repeat(() =>
        {
            reading = new DumpReading<T>(parse, Sequence);
            return Attempt(message, reading, out failure);
        });
        found = reading.Found;
        error = failure;
        return state;
    }

    /// <summary>Attempts it until it is not interrupted, four times at the most.</summary>
    public static DumpState Repeat(Func<DumpState> attempt)
    {
        DumpState state = DumpState.Interrupted;
        for (int number = 0; number < MostAttempts && state == DumpState.Interrupted; number++)
            state = attempt();
        return state;
    }

    /// <summary>Each has a socket of its own: nothing of one that was broken off comes into the next.</summary>
    private static DumpState Attempt<T>(byte[] message, DumpReading<T> reading, out Errno error)
    {
        int number = LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, LibC.NETLINK_SOCK_DIAG);
        error = Errno.Last;
        if (number < 0)
        {
            OwnLimit.ThrowIfReached(error);
            return DumpState.Failed;
        }

        using SafeFileDescriptor socket = new(number);
        LibC.sockaddr_nl kernel = new() { nl_family = LibC.AF_NETLINK };
        fixed (byte* start = message)
        {
            if (LibC.sendto(socket, start, (nuint)message.Length, LibC.MSG_NOSIGNAL, (byte*)&kernel, (uint)sizeof(LibC.sockaddr_nl), out error) < 0)
                return DumpState.Failed;
        }

        DumpState state = Receive(socket, reading, ref error);
        if (state == DumpState.Failed && reading.Error != default)
            error = reading.Error;
        return state;
    }

    private static DumpState Receive<T>(SafeFileDescriptor socket, DumpReading<T> reading, ref Errno error)
    {
        byte[] part = GC.AllocateUninitializedArray<byte>(PartBytes);
        fixed (byte* start = part)
        {
            DumpState state = DumpState.Reading;
            while (state == DumpState.Reading)
            {
                LibC.sockaddr_nl sender;
                uint senderBytes = (uint)sizeof(LibC.sockaddr_nl);
                nint got = LibC.recvfrom(socket, start, PartBytes, LibC.MSG_DONTWAIT | LibC.MSG_TRUNC, (byte*)&sender, &senderBytes, out error);
                if (got < 0 && error == Errno.EINTR)
                    continue;
                if (got < 0)
                    return error == Errno.ENOBUFS ? DumpState.Interrupted : DumpState.Failed;

                // Another process may write to this socket too, if it is root.
                if (sender.nl_pid != 0)
                    continue;
                state = got > PartBytes ? DumpState.Interrupted : reading.Take(part.AsSpan(0, (int)got));
            }

            return state;
        }
    }

    private static byte[] Message(ReadOnlySpan<byte> request)
    {
        byte[] message = new byte[sizeof(LibC.nlmsghdr) + request.Length];
        LibC.nlmsghdr header = new()
        {
            nlmsg_len = (uint)message.Length,
            nlmsg_type = LibC.SOCK_DIAG_BY_FAMILY,
            nlmsg_flags = LibC.NLM_F_REQUEST | LibC.NLM_F_DUMP,
            nlmsg_seq = Sequence,
        };
        MemoryMarshal.Write(message, in header);
        request.CopyTo(message.AsSpan(sizeof(LibC.nlmsghdr)));
        return message;
    }
}
