using Causeway.Sys;

namespace Causeway;

/// <summary>Who may be at the other side of a shared connection, and how large it may have the rings. Asked before any memory is made or shared.</summary>
/// <remarks>
/// Both sides ask: the listener about each connector, the connector about the listener before it says anything. What counts is what the kernel
/// knows of the process that connected or listened (SO_PEERCRED, SO_PEERGROUPS), at that moment. Immutable and thread-safe.
/// </remarks>
public sealed class SharedConnectionPolicy
{
    /// <summary>The largest ring that a connector gets from a listener that does not say otherwise: 64 MiB.</summary>
    public const int DefaultLargestRingBytes = 64 * 1024 * 1024;

    private readonly Func<UnixSocket, UnixCredentials, bool> _allows;

    private SharedConnectionPolicy(Func<UnixSocket, UnixCredentials, bool> allows, bool isSameUser = false, int largestRingBytes = DefaultLargestRingBytes)
    {
        _allows = allows;
        IsSameUser = isSameUser;
        LargestRingBytes = largestRingBytes;
    }

    /// <summary>Processes of this process's effective user alone, root not excepted. The default.</summary>
    public static SharedConnectionPolicy SameUser { get; } = new(static (_, peer) => peer.UserId == LibC.geteuid(), isSameUser: true);

    /// <summary>The largest ring in bytes that a connector may ask for; a larger one is refused. The listener's own choice is not limited.</summary>
    public int LargestRingBytes { get; }

    /// <summary>Processes whose effective user is one of these; this process's own only if it is among them.</summary>
    /// <param name="userIds">Their numbers (id -u NAME).</param>
    /// <exception cref="ArgumentException">None.</exception>
    public static SharedConnectionPolicy AllowUsers(params uint[] userIds)
    {
        HashSet<uint> allowed = Set(userIds);
        return new SharedConnectionPolicy((_, peer) => allowed.Contains(peer.UserId));
    }

    /// <summary>Processes one of whose groups, effective or supplementary, is one of these.</summary>
    /// <param name="groupIds">Their numbers (getent group NAME).</param>
    /// <exception cref="ArgumentException">None.</exception>
    public static SharedConnectionPolicy AllowGroups(params uint[] groupIds)
    {
        HashSet<uint> allowed = Set(groupIds);
        return new SharedConnectionPolicy((socket, peer) => allowed.Contains(peer.GroupId) || (socket.GetPeerGroups()?.Any(allowed.Contains) ?? false));
    }

    /// <summary>Processes that this function allows; if it throws, the process is refused, and who connects finds what was thrown within the UnauthorizedAccessException.</summary>
    /// <param name="allows">Is told who it is. Called on a thread of the pool for a listener, maybe by several at once; on the caller's for a connector.</param>
    public static SharedConnectionPolicy Custom(Func<UnixCredentials, bool> allows)
    {
        ArgumentNullException.ThrowIfNull(allows);
        return new SharedConnectionPolicy((_, peer) => allows(peer));
    }

    /// <summary>The same, with another limit for the rings.</summary>
    /// <param name="bytes">The largest ring that a connector may ask for, 4096 or more.</param>
    public SharedConnectionPolicy WithLargestRing(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 4096);
        return new SharedConnectionPolicy(_allows, IsSameUser, bytes);
    }

    /// <summary>Whether it admits nobody but this user, whatever the rings: nobody else needs to reach the listener.</summary>
    internal bool IsSameUser { get; }

    /// <summary>Whether this process may be at the other side.</summary>
    internal bool Allows(UnixSocket socket, UnixCredentials peer) => _allows(socket, peer);

    private static HashSet<uint> Set(uint[] numbers, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(numbers))] string? parameter = null)
    {
        ArgumentNullException.ThrowIfNull(numbers, parameter);
        return numbers.Length > 0 ? [.. numbers] : throw new ArgumentException("Name at least one: nobody could connect.", parameter);
    }
}
