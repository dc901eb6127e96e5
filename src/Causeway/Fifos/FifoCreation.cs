using System.Runtime.ExceptionServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>Makes one FIFO on a thread of its own, whose umask is not the process's.</summary>
/// <remarks>
/// The umask belongs to every thread that shares its file system state, and setting it to zero for a moment would show
/// in whatever the other threads create meanwhile. unshare(CLONE_FS) gives the thread a copy; it ends with the thread.
/// </remarks>
internal static class FifoCreation
{
    public static void Create(PathPlace place, uint permissions)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                CreateHere(place, permissions);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        })
        {
            IsBackground = true,
            Name = "causeway-umask",
        };
        thread.UnsafeStart();
        thread.Join();
        failure?.Throw();
    }

    private static void CreateHere(PathPlace place, uint permissions)
    {
        bool ownUmask = LibC.unshare(LibC.CLONE_FS) == 0;
        if (ownUmask)
            _ = LibC.umask(0);
        int result = LibC.mkfifoat(place.Directory, place.Name, permissions);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Opening("mkfifo", place.Display, error, error == Errno.EEXIST ? "open what is there, or delete it first" : null);
        if (!ownUmask)
            Complete(place, permissions);
    }

    /// <summary>
    /// Gives back what the umask took, to a FIFO of ours without a second name, which at most lacks permissions: whoever
    /// may rename in the directory could put only such a one in its place.
    /// </summary>
    internal static unsafe void Complete(PathPlace place, uint permissions)
    {
        const uint PermissionBits = 0x1FF;
        using SafeFileDescriptor fifo = FifoOpening.Locate(place);
        LibC.statx_t status;
        int result = LibC.statx(fifo, &status);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Opening("statx", place.Display, error);
        uint present = status.stx_mode & PermissionBits;
        if (present == permissions)
            return;
        if (status.stx_uid != LibC.geteuid() || status.stx_nlink != 1 || (present & ~permissions) != 0)
            throw new IOException($"mkfifo(\"{place.Display}\"): somebody replaced it at once; create it in a directory that only its owner can write to");

        // fchmod refuses an O_PATH descriptor; this name leads to the same place.
        result = LibC.chmod($"/proc/self/fd/{fifo.Number}", permissions);
        error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Opening("chmod", place.Display, error);
    }
}
