using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <content>Sending descriptors and credentials with data.</content>
public sealed partial class UnixSocket
{
    /// <summary>The most descriptors that one message takes along (SCM_MAX_FD).</summary>
    public const int MaxHandles = 253;

    /// <summary>
    /// Sends data and with it descriptors of this process, of which the receiver gets duplicates (sendmsg(2), SCM_RIGHTS); waits
    /// while there is no room. The handles stay this process's own and may be closed at once.
    /// </summary>
    /// <param name="buffer">At least one byte; of a stream the descriptors go with the first.</param>
    /// <param name="handles">At most <see cref="MaxHandles"/>.</param>
    /// <param name="receiver">Of a datagram socket: an address; null for the peer.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait. Of a stream's bytes a part may have been sent, with the descriptors; a message has not.</param>
    /// <exception cref="ArgumentException">No data, too many handles, one that is invalid, or an unnamed receiver.</exception>
    /// <exception cref="ObjectDisposedException">A handle is closed.</exception>
    /// <exception cref="InvalidOperationException">A receiver, and not a datagram socket.</exception>
    /// <exception cref="SyscallException">EPERM: the receiver takes no descriptors (<see cref="AcceptsHandles"/>). ETOOMANYREFS: this user has too many on their way. The others: see <see cref="Send"/> and <see cref="SendTo"/>.</exception>
    /// <exception cref="TimeoutException">There was no room in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void SendWithHandles(
        ReadOnlySpan<byte> buffer,
        ReadOnlySpan<SafeHandle> handles,
        UnixSocketAddress? receiver = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        CheckHandles(buffer, handles, receiver);
        SendAttached(buffer, handles, credentials: null, receiver, Deadline.After(timeout), cancellationToken);
    }

    /// <summary>Sends what there is room for; never waits.</summary>
    /// <param name="buffer">At least one byte.</param>
    /// <param name="handles">At most <see cref="MaxHandles"/>.</param>
    /// <param name="sent">How much was sent, with all handles: of a stream's bytes maybe a part, whose rest needs no handles; of a message all.</param>
    /// <param name="receiver">Of a datagram socket: an address; null for the peer.</param>
    /// <returns>False when there is no room (EAGAIN); nothing was sent.</returns>
    /// <inheritdoc cref="SendWithHandles" path="/exception[not(contains(@cref,'Timeout') or contains(@cref,'Canceled'))]"/>
    public bool TrySendWithHandles(ReadOnlySpan<byte> buffer, ReadOnlySpan<SafeHandle> handles, out int sent, UnixSocketAddress? receiver = null)
    {
        CheckHandles(buffer, handles, receiver);
        return TrySendAttached(buffer, handles, credentials: null, receiver, out sent);
    }

    /// <summary>Sends data with descriptors; waits without a thread while there is no room, and for a receiver's address on one of its own.</summary>
    /// <inheritdoc cref="SendWithHandles"/>
    public ValueTask SendWithHandlesAsync(
        ReadOnlyMemory<byte> buffer,
        IReadOnlyList<SafeHandle> handles,
        UnixSocketAddress? receiver = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handles);
        SafeHandle[] all = handles as SafeHandle[] ?? [.. handles];
        CheckHandles(buffer.Span, all, receiver);
        return SendAttachedAsync(buffer, all, credentials: null, receiver, cancellationToken);
    }

    /// <summary>
    /// Sends data and says who sends it (SCM_CREDENTIALS), optionally with descriptors; waits while there is no room. The
    /// receiver sees it where it asks for it (<see cref="ReceivesCredentials"/>), and sees the truth if nothing is said.
    /// </summary>
    /// <param name="buffer">At least one byte of a stream, or where there are handles.</param>
    /// <param name="credentials">This process (<see cref="UnixCredentials.Current"/>), with its real, effective or saved user and group; anything else needs CAP_SYS_ADMIN, CAP_SETUID or CAP_SETGID.</param>
    /// <param name="handles">At most <see cref="MaxHandles"/>.</param>
    /// <param name="receiver">Of a datagram socket: an address; null for the peer.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SyscallException">EPERM: credentials that this process may not claim, or as in <see cref="SendWithHandles"/>. ESRCH: no such process. The others: see <see cref="Send"/> and <see cref="SendTo"/>.</exception>
    /// <inheritdoc cref="SendWithHandles" path="/exception[not(contains(@cref,'Syscall'))]"/>
    public void SendWithCredentials(
        ReadOnlySpan<byte> buffer,
        UnixCredentials credentials,
        ReadOnlySpan<SafeHandle> handles = default,
        UnixSocketAddress? receiver = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        CheckHandles(buffer, handles, receiver);
        SendAttached(buffer, handles, credentials, receiver, Deadline.After(timeout), cancellationToken);
    }

    /// <summary>Sends data and says who sends it; waits without a thread while there is no room, and for a receiver's address on one of its own.</summary>
    /// <inheritdoc cref="SendWithCredentials"/>
    public ValueTask SendWithCredentialsAsync(
        ReadOnlyMemory<byte> buffer,
        UnixCredentials credentials,
        IReadOnlyList<SafeHandle>? handles = null,
        UnixSocketAddress? receiver = null,
        CancellationToken cancellationToken = default)
    {
        SafeHandle[] all = handles as SafeHandle[] ?? [.. handles ?? []];
        CheckHandles(buffer.Span, all, receiver);
        return SendAttachedAsync(buffer, all, credentials, receiver, cancellationToken);
    }

    private void CheckHandles(ReadOnlySpan<byte> buffer, ReadOnlySpan<SafeHandle> handles, UnixSocketAddress? receiver)
    {
        if (receiver is not null)
            CheckReceiver(receiver);
        if (handles.Length > MaxHandles)
            throw new ArgumentException($"{handles.Length} handles: one message takes {MaxHandles} along (SCM_MAX_FD); send the rest with another.", nameof(handles));
        if (buffer.IsEmpty && (!handles.IsEmpty || Type == UnixSocketType.Stream))
            throw new ArgumentException("At least one byte must go along: a stream drops descriptors and credentials without data, and a receiver takes an empty message for the end.", nameof(buffer));
        foreach (SafeHandle handle in handles)
        {
            ArgumentNullException.ThrowIfNull(handle, nameof(handles));
            if (handle.IsInvalid)
                throw new ArgumentException("An invalid handle stands for no descriptor.", nameof(handles));
        }
    }
}
