namespace Causeway;

/// <summary>Who is at the other end of a connection (SO_PEERCRED, struct ucred): as it was when it connected, listened or made the pair.</summary>
/// <param name="ProcessId">Its pid, as seen from this process's pid namespace; 0 where it cannot be seen from here.</param>
/// <param name="UserId">Its effective user.</param>
/// <param name="GroupId">Its effective group.</param>
public readonly record struct UnixCredentials(int ProcessId, uint UserId, uint GroupId);
