using Causeway.Sys;

namespace Causeway.Messaging.Meeting;

/// <summary>Barriers in the threads of every process that registered for them (membarrier(2), GLOBAL_EXPEDITED).</summary>
internal static class Membarrier
{
    private static readonly bool s_registered = LibC.membarrier(LibC.MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED, 0, out _) == 0;

    /// <summary>Turns it off, for tests.</summary>
    public static bool IsTurnedOff { get; set; }

    /// <summary>Whether this process is registered; the first to ask registers it.</summary>
    public static bool IsRegistered => !IsTurnedOff && s_registered;

    /// <summary>Every thread of a registered process passes a full fence before this returns.</summary>
    public static void Everywhere()
    {
        if (LibC.membarrier(LibC.MEMBARRIER_CMD_GLOBAL_EXPEDITED, 0, out Errno error) != 0)
            throw SyscallFailure.Create("membarrier(GLOBAL_EXPEDITED)", objectName: null, error);
    }
}
