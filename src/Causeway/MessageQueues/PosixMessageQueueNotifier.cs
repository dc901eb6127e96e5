using System.Buffers.Binary;
using Causeway.Sys;

namespace Causeway;

/// <summary>
/// The netlink socket over which the kernel tells this process of a message in place of a signal (mq_notify(2) with
/// SIGEV_THREAD). One caller at a time.
/// </summary>
/// <remarks>
/// The kernel sends each registration's cookie back once: when a message arrived in the empty queue, or when the
/// registration ended without. The cookie carries a number, so that what an abandoned registration left is told apart.
/// Nobody else can send to the socket: it is not bound.
/// </remarks>
internal sealed unsafe class PosixMessageQueueNotifier : IDisposable
{
    private uint _last;

    private PosixMessageQueueNotifier(SafeFileDescriptor socket) => Socket = socket;

    /// <summary>Readable when there is something to take.</summary>
    public SafeFileDescriptor Socket { get; }

    /// <summary>Opens the socket.</summary>
    public static PosixMessageQueueNotifier Open()
    {
        int socket = LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK, 0);
        Errno error = Errno.Last;
        if (socket >= 0)
            return new PosixMessageQueueNotifier(new SafeFileDescriptor(socket));
        throw SyscallFailure.Create("socket(AF_NETLINK)", objectName: null, error,
            error == Errno.EAFNOSUPPORT || error == Errno.EPERM ? "let this process have netlink sockets (RestrictAddressFamilies= of a systemd unit), or register for a signal" : null);
    }

    /// <summary>Registers this process for the next message (mq_notify(2)).</summary>
    /// <returns>The registration's number; 0 where the call failed.</returns>
    public uint TryRegister(SafeFileDescriptor queue, out Errno error)
    {
        uint number = ++_last == 0 ? ++_last : _last;
        byte* cookie = stackalloc byte[LibC.NOTIFY_COOKIE_LEN];
        BinaryPrimitives.WriteUInt32LittleEndian(new Span<byte>(cookie, sizeof(uint)), number);
        using var hold = new HandleHold(Socket);
        LibC.sigevent notification = new() { sigev_notify = LibC.SIGEV_THREAD, sigev_signo = (int)hold.Value, sigev_value = (nint)cookie };
        int result = LibC.mq_notify(queue, &notification);
        error = Errno.Last;
        return result == 0 ? number : 0;
    }

    /// <summary>Takes what the kernel said of a registration, and drops what it said of earlier ones.</summary>
    /// <param name="number">What <see cref="TryRegister"/> answered.</param>
    /// <param name="arrived">Whether a message arrived, or the registration ended without.</param>
    /// <returns>False when nothing has been said yet.</returns>
    public bool TryTake(uint number, out bool arrived)
    {
        byte* cookie = stackalloc byte[LibC.NOTIFY_COOKIE_LEN];
        while (true)
        {
            nint length = LibC.read(Socket, cookie, LibC.NOTIFY_COOKIE_LEN, out Errno error);
            if (length == LibC.NOTIFY_COOKIE_LEN && BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(cookie, sizeof(uint))) == number)
            {
                arrived = cookie[LibC.NOTIFY_COOKIE_LEN - 1] == LibC.NOTIFY_WOKENUP;
                return true;
            }

            arrived = false;
            if (length >= 0 || error == Errno.EINTR)
                continue;
            return error == Errno.EAGAIN ? false : throw SyscallFailure.Create("read(AF_NETLINK)", objectName: null, error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Socket.Dispose();
}
