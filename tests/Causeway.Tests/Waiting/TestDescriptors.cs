using Causeway.Sys;

namespace Causeway.Tests.Waiting;

/// <summary>Descriptors for tests of what lies below the mechanisms.</summary>
internal static class TestDescriptors
{
    /// <summary>A non-blocking eventfd: readable while its counter is not 0.</summary>
    public static SafeFileDescriptor EventFd(bool nonBlocking = true)
    {
        int descriptor = LibC.eventfd(0, LibC.EFD_CLOEXEC | (nonBlocking ? LibC.EFD_NONBLOCK : 0));
        Errno error = Errno.Last;
        return descriptor >= 0 ? new SafeFileDescriptor(descriptor) : throw SyscallFailure.Create("eventfd", objectName: null, error);
    }

    /// <summary>Adds 1 to an eventfd's counter.</summary>
    public static unsafe void Ring(SafeFileDescriptor eventFd)
    {
        ulong one = 1;
        nint written = LibC.write(eventFd, (byte*)&one, sizeof(ulong), out Errno error);
        if (written != sizeof(ulong))
            throw SyscallFailure.Create("write", "eventfd", error);
    }

    /// <summary>read(2) of an eventfd's counter, once.</summary>
    public static unsafe bool TryTake(SafeFileDescriptor eventFd, out Errno error)
    {
        ulong count;
        nint read = LibC.read(eventFd, (byte*)&count, sizeof(ulong), out error);
        return read == sizeof(ulong);
    }

    /// <summary>Opens a file for reading and writing, creating it.</summary>
    public static SafeFileDescriptor OpenFile(string path)
    {
        int descriptor = LibC.open(path, LibC.O_RDWR | LibC.O_CREAT | LibC.O_CLOEXEC, 0x180);
        Errno error = Errno.Last;
        return descriptor >= 0 ? new SafeFileDescriptor(descriptor) : throw SyscallFailure.Opening("open", path, error);
    }
}
