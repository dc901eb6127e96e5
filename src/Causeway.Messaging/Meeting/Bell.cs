using Causeway.Sys;

namespace Causeway.Messaging.Meeting;

/// <summary>The eventfd by which one side is woken where it awaits. Its owner never reads it: each write is an edge for epoll(7).</summary>
/// <remarks>Only between processes of one user: who has it can clear O_NONBLOCK, and then fill it so that a write waits.</remarks>
internal static unsafe class Bell
{
    /// <summary>Makes one.</summary>
    /// <exception cref="SyscallException">EMFILE, ENFILE: out of descriptors.</exception>
    public static SafeFileDescriptor Create()
    {
        int number = LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK);
        Errno error = Errno.Last;
        return number >= 0 ? new SafeFileDescriptor(number) : throw SyscallFailure.Create("eventfd", objectName: null, error);
    }

    /// <summary>Whether a descriptor that a peer sent can be one: a file without a type and a place, so no terminal, pipe, socket or file of somebody's.</summary>
    public static bool CanBe(SafeFileDescriptor descriptor)
    {
        LibC.statx_t status;
        int result = LibC.statx(descriptor, &status);
        return result == 0 && (status.stx_mode & LibC.S_IFMT) == 0;
    }

    /// <summary>Rings it. One that is full has been rung (EAGAIN), and one that was closed needs it no more.</summary>
    public static void Ring(SafeFileDescriptor bell)
    {
        ulong one = 1;
        try
        {
            _ = LibC.write(bell, (byte*)&one, sizeof(ulong), out _);
        }
        catch (ObjectDisposedException)
        {
            // The connection was disposed meanwhile.
        }
    }
}
