using Causeway.Sys;

namespace Causeway;

public readonly partial record struct SysVSharedMemory
{
    /// <summary>Maps the segment into this process (shmat(2)), at an address that the kernel chooses.</summary>
    /// <param name="readOnly">Maps it without permission to write; a write then ends the process.</param>
    /// <exception cref="SyscallException">EINVAL: no such segment. ENOMEM: no address space.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the segment's mode does not let this user.</exception>
    public SysVSharedMemoryAttachment Attach(bool readOnly = false)
    {
        nint address = LibC.shmat(Id, 0, readOnly ? LibC.SHM_RDONLY : 0);
        Errno error = Errno.Last;
        if (address == -1)
            throw SyscallFailure.Opening("shmat", ToString(), error, error == Errno.EACCES ? "its owner can widen the segment's mode, or attach it read-only" : GoneRemedy(error));
        var handle = new SafeSysVAttachment(address);
        try
        {
            return new SysVSharedMemoryAttachment(this, handle, GetStatus().Bytes, readOnly);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads the segment's state (shmctl(2), IPC_STAT).</summary>
    /// <exception cref="SyscallException">EINVAL: no such segment. EACCES: no read permission.</exception>
    public unsafe SysVSharedMemoryStatus GetStatus()
    {
        LibC.shmid_ds status;
        int result = LibC.shmctl(Id, LibC.IPC_STAT, &status);
        Errno error = Errno.Last;
        return result == 0 ? SysVSharedMemoryStatus.From(status) : throw ControlFailure("IPC_STAT", error);
    }

    /// <summary>Removes the segment (IPC_RMID): its key is free at once, its memory with the last detach.</summary>
    /// <remarks>Whoever is attached goes on; on Linux it can still be attached by its id until then.</remarks>
    /// <exception cref="SyscallException">EINVAL: it is gone already. EPERM: neither owner nor creator.</exception>
    public void Delete()
    {
        if (!TryDelete())
            throw ControlFailure("IPC_RMID", Errno.EINVAL);
    }

    /// <summary>As <see cref="Delete()"/>, for a segment that may be gone already.</summary>
    /// <returns>false: it was gone.</returns>
    /// <exception cref="SyscallException">EPERM: neither owner nor creator.</exception>
    public unsafe bool TryDelete()
    {
        int result = LibC.shmctl(Id, LibC.IPC_RMID, null);
        Errno error = Errno.Last;
        if (result == 0)
            return true;
        return error == Errno.EINVAL || error == Errno.EIDRM ? false : throw ControlFailure("IPC_RMID", error);
    }

    private static string? GoneRemedy(Errno error) =>
        error == Errno.EINVAL || error == Errno.EIDRM ? "no such segment: it was removed and detached, or never was; create it anew or open it again by its key" : null;

    private SyscallException ControlFailure(string command, Errno error)
    {
        string? remedy = error switch
        {
            _ when error == Errno.EPERM => "only its owner, its creator or root may",
            _ when error == Errno.EACCES => "its owner can give this user read permission",
            _ => GoneRemedy(error),
        };
        return SyscallFailure.Create($"shmctl({command})", ToString(), error, remedy);
    }
}
