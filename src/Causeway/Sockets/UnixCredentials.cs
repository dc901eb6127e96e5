using Causeway.Sys;

namespace Causeway;

/// <summary>Who is at the other end of a connection (SO_PEERCRED): as it was when it connected, listened or made the pair. Or who sent a message (SCM_CREDENTIALS).</summary>
/// <param name="ProcessId">Its pid, as seen from this process's pid namespace; 0 where it cannot be seen from here.</param>
/// <param name="UserId">Its effective user.</param>
/// <param name="GroupId">Its effective group.</param>
public readonly record struct UnixCredentials(int ProcessId, uint UserId, uint GroupId)
{
    /// <summary>This process with its effective user and group.</summary>
    public static UnixCredentials Current => new(Environment.ProcessId, LibC.geteuid(), LibC.getegid());

    internal static UnixCredentials From(LibC.ucred credentials) => new(credentials.pid, credentials.uid, credentials.gid);
}
