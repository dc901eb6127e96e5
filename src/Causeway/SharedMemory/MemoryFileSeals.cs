using Causeway.Sys;

namespace Causeway;

/// <summary>What can no longer be done to a <see cref="MemoryFile"/>, by anybody (fcntl(2), F_ADD_SEALS). A seal is never taken off.</summary>
[Flags]
public enum MemoryFileSeals
{
    /// <summary>Everything is still allowed.</summary>
    None = 0,

    /// <summary>No more seals (F_SEAL_SEAL).</summary>
    Seal = LibC.F_SEAL_SEAL,

    /// <summary>It gets no shorter (F_SEAL_SHRINK): who has mapped it cannot be ended with SIGBUS.</summary>
    Shrink = LibC.F_SEAL_SHRINK,

    /// <summary>It gets no longer (F_SEAL_GROW).</summary>
    Grow = LibC.F_SEAL_GROW,

    /// <summary>Nobody writes (F_SEAL_WRITE). Refused (EBUSY) while anybody has a shared mapping of it that can be written.</summary>
    Write = LibC.F_SEAL_WRITE,

    /// <summary>Nobody writes who does not already have a mapping that can (F_SEAL_FUTURE_WRITE): the maker goes on, the others read.</summary>
    FutureWrite = LibC.F_SEAL_FUTURE_WRITE,

    /// <summary>
    /// The executable permissions stay as they are (F_SEAL_EXEC, since Linux 6.3). Put on an executable file it brings Shrink,
    /// Grow, Write and FutureWrite along: what can be executed can no longer be changed.
    /// </summary>
    Exec = LibC.F_SEAL_EXEC,
}
