using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int EPOLL_CLOEXEC = 0x80000;
    public const int EPOLL_CTL_ADD = 1;
    public const int EPOLL_CTL_DEL = 2;
    public const int EPOLL_CTL_MOD = 3;
    public const uint EPOLLIN = 0x1;
    public const uint EPOLLPRI = 0x2;
    public const uint EPOLLOUT = 0x4;
    public const uint EPOLLERR = 0x8;
    public const uint EPOLLHUP = 0x10;
    public const uint EPOLLRDNORM = 0x40;
    public const uint EPOLLRDBAND = 0x80;
    public const uint EPOLLWRNORM = 0x100;
    public const uint EPOLLWRBAND = 0x200;
    public const uint EPOLLMSG = 0x400;
    public const uint EPOLLRDHUP = 0x2000;
    public const uint EPOLLEXCLUSIVE = 0x10000000;
    public const uint EPOLLWAKEUP = 0x20000000;
    public const uint EPOLLONESHOT = 0x40000000;
    public const uint EPOLLET = 0x80000000;

    /// <summary>sizeof(struct epoll_event): packed on x86-64 alone.</summary>
    public static readonly PerArchitecture EPOLL_EVENT_SIZE = new(X64: 12, Arm64: 16);

    /// <summary>offsetof(struct epoll_event, data); the events word is at 0.</summary>
    public static readonly PerArchitecture EPOLL_EVENT_DATA_OFFSET = new(X64: 4, Arm64: 8);

    /// <summary>epoll_create1(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int epoll_create1(int flags);

    /// <summary>epoll_ctl(2). The descriptor is a bare number because it is also called while a handle is being released.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int epoll_ctl(SafeFileDescriptor epoll, int operation, int descriptor, byte* epollEvent);

    /// <summary>epoll_wait(2). Fills events of <see cref="EPOLL_EVENT_SIZE"/> bytes each. The epoll is a bare number because whoever waits in a loop holds it all the while.</summary>
    public static int epoll_wait(int epoll, byte* events, int maxEvents, int timeoutMilliseconds, out Errno error)
    {
        int count = epoll_wait(epoll, events, maxEvents, timeoutMilliseconds);
        error = Errno.Of(count);
        return count;
    }

    [LibraryImport(Library)]
    private static partial int epoll_wait(int epoll, byte* events, int maxEvents, int timeoutMilliseconds);
}
