using Causeway.Sys;

namespace Causeway;

/// <summary>The calls about whole pages of a mapping, with what to do when they fail.</summary>
internal static class MappingPages
{
    /// <summary>msync(2).</summary>
    public static void Flush(string name, nint address, long bytes, bool wait)
    {
        while (true)
        {
            int result = LibC.msync(address, (nuint)bytes, wait ? LibC.MS_SYNC : LibC.MS_ASYNC);
            Errno error = Errno.Last;
            if (result == 0)
                return;
            if (error != Errno.EINTR)
                throw SyscallFailure.Create("msync", name, error);
        }
    }

    /// <summary>madvise(2).</summary>
    public static void Advise(string name, nint address, long bytes, int advice, Func<Errno, string?> remedy)
    {
        while (true)
        {
            int result = LibC.madvise(address, (nuint)bytes, advice);
            Errno error = Errno.Last;
            if (result == 0)
                return;
            if (error == Errno.EAGAIN)
                throw SyscallFailure.Create("madvise", name, error, "the process has too many mappings (/proc/sys/vm/max_map_count): ranges that are advised differently are mappings of their own");
            if (error != Errno.EINTR)
                throw SyscallFailure.Create("madvise", name, error, remedy(error));
        }
    }

    /// <summary>mlock2(2).</summary>
    public static void Lock(string name, nint address, long bytes, bool onFault)
    {
        int result = LibC.mlock2(address, (nuint)bytes, onFault ? LibC.MLOCK_ONFAULT : 0u);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create(onFault ? "mlock2(MLOCK_ONFAULT)" : "mlock2", name, error, LockRemedy(error, bytes));
    }

    /// <summary>munlock(2).</summary>
    public static void Unlock(string name, nint address, long bytes)
    {
        int result = LibC.munlock(address, (nuint)bytes);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("munlock", name, error);
    }

    /// <summary>mprotect(2).</summary>
    public static void Protect(string name, nint address, long bytes, int protection)
    {
        int result = LibC.mprotect(address, (nuint)bytes, protection);
        Errno error = Errno.Last;
        if (result != 0)
        {
            throw SyscallFailure.Opening("mprotect", name, error,
                error == Errno.EACCES ? "the file was not opened to write, or its file system is mounted noexec: open and map it for what it is to allow"
                : error == Errno.ENOMEM ? "the process has too many mappings (/proc/sys/vm/max_map_count)"
                : null);
        }
    }

    private static string? LockRemedy(Errno error, long bytes) =>
        error == Errno.ENOMEM || error == Errno.EAGAIN || error == Errno.EPERM
            ? $"{bytes} more bytes are to be locked and this process may have {MemoryLockLimit.Describe()} locked in all: raise RLIMIT_MEMLOCK (ulimit -l, LimitMEMLOCK=), or give it CAP_IPC_LOCK; a page beyond the file's end, or without room, cannot be locked either"
            : null;
}
