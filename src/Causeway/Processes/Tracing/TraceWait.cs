using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>Waits for the next stop of a thread that this thread traces.</summary>
/// <remarks>
/// __WNOTHREAD leaves the children and tracees of this process's other threads alone; __WCLONE leaves out this thread's own
/// children too, unless it traces them (the kernel's eligible_child: a traced one is always eligible, of the others only
/// those whose exit signal is not SIGCHLD, such as fork and posix_spawn never make). So nobody else's child is taken.
/// </remarks>
internal struct TraceWait : IBlockingCall
{
    private const int OfThisThread = LibC.WCLONE | LibC.WNOTHREAD;
    private int _status;

    /// <inheritdoc/>
    public static bool KeepsDeadline => false;

    /// <summary>What it found.</summary>
    public readonly int Status => _status;

    /// <inheritdoc/>
    public nint Invoke(out Errno error) => LibC.wait4(-1, out _status, OfThisThread, out error);

    /// <summary>The thread that has stopped or ended by now; 0 where none has, negative where none is traced.</summary>
    public static int Try(out int status) => LibC.wait4(-1, out status, OfThisThread | LibC.WNOHANG, out _);
}
