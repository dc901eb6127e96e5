using Causeway.Sys;

namespace Causeway.Inspection;

/// <summary>How much is in pipes, by a duplicate of an end that is closed at once (pidfd_getfd(2)). One thread.</summary>
/// <remarks>
/// Opening an end through /proc would be a new reader or writer that others see; the duplicate is one more descriptor of an end
/// that is there. Its process must be one that this user may trace. Before the duplicate is asked it is checked to be the pipe
/// that was meant: the process may have closed it and opened another at the same number.
/// </remarks>
internal sealed unsafe class PipeContents(InspectionContext context, Findings findings)
{
    private int _processId;
    private int _process = -1;
    private bool _isRefused;

    /// <summary>The descriptors of this process come next.</summary>
    public void Begin(int processId)
    {
        _processId = processId;
        _isRefused = false;
    }

    /// <summary>The last has come.</summary>
    public void End()
    {
        if (_process < 0)
            return;
        RawDescriptor process = new(_process);
        process.Dispose();
        _process = -1;
    }

    /// <summary>The pipe with its capacity and what is in it; unchanged where that cannot be told.</summary>
    public PipeObject Fill(int descriptor, ulong inode, PipeObject pipe)
    {
        if (!context.Wants(InspectionDetails.Contents))
            return pipe;
        using RawDescriptor end = new(Duplicate(descriptor));
        if (!end.IsOpen)
        {
            // Else it is closed by now.
            findings.UnreadContents += _isRefused ? 1 : 0;
            return pipe;
        }

        LibC.statx_t status;
        byte empty = 0;
        int waiting;
        if (LibC.statx(end.Number, &empty, LibC.AT_EMPTY_PATH, LibC.STATX_INO, &status, out _) != 0 || status.stx_ino != inode
            || LibC.ioctl(end.Number, LibC.FIONREAD, &waiting, out _) != 0)
            return pipe;
        int capacity = LibC.fcntl(end.Number, LibC.F_GETPIPE_SZ, 0, out _);
        return pipe with { WaitingBytes = waiting, CapacityBytes = capacity < 0 ? null : capacity };
    }

    private int Duplicate(int descriptor)
    {
        Errno error = default;
        if (_process < 0 && !_isRefused)
            _process = LibC.pidfd_open(_processId, 0, out error);
        int duplicate = _process < 0 || _isRefused ? -1 : LibC.pidfd_getfd(_process, descriptor, 0, out error);
        OwnLimit.ThrowIfReached(error);
        _isRefused |= error == Errno.EPERM || error == Errno.ENOSYS;
        return duplicate;
    }
}
