using Causeway.Messaging.Meeting;
using Causeway.Sys;

namespace Causeway;

/// <content>How a connection is made.</content>
public sealed partial class SharedConnection
{
    /// <summary>Connects to a listener (connect(2) of a UNIX socket; then the memory comes over it).</summary>
    /// <param name="name">Where: a name in the domain, a path (with a slash), or an abstract name (<c>@x</c>).</param>
    /// <param name="options">How; null: messages, in rings of the listener's choice, with a listener of this user.</param>
    /// <param name="timeout">How long to wait for the listener's answer; null: <see cref="SharedConnectionOptions.MeetingTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">No place can have that name, it is too long for a socket's address, or an option cannot be right.</exception>
    /// <exception cref="SyscallException">ENOENT, ECONNREFUSED: nobody listens there. EMFILE: out of descriptors. ENOMEM: no address space for the rings.</exception>
    /// <exception cref="UnauthorizedAccessException">One side's policy does not admit the other, or the place is not accessible (EACCES).</exception>
    /// <exception cref="ConnectionRefusedException">The listener has another version or mode, no such rings, no resources, or is closing.</exception>
    /// <exception cref="ProtocolViolationException">What listens there does not keep to the protocol; nothing of it was mapped.</exception>
    /// <exception cref="TimeoutException">The listener did not answer in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static SharedConnection Connect(string name, SharedConnectionOptions? options = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        options = SharedConnectionOptions.Checked(options);
        MeetingPlace place = PlaceOf(name, options);
        var deadline = Deadline.After(timeout ?? options.MeetingTimeout);
        UnixSocket socket = UnixSocket.Connect(place.Address, UnixSocketType.SeqPacket, deadline.IsInfinite ? null : deadline.Remaining, cancellationToken);
        using var connector = new Connector(name, options, socket);
        connector.SayHello();
        return connector.Hear(deadline, cancellationToken);
    }

    /// <summary>Connects to a listener; waits without a thread, <see cref="SharedConnectionOptions.MeetingTimeout"/> at the most.</summary>
    /// <inheritdoc cref="Connect"/>
    public static async ValueTask<SharedConnection> ConnectAsync(string name, SharedConnectionOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = SharedConnectionOptions.Checked(options);
        MeetingPlace place = PlaceOf(name, options);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.MeetingTimeout);
        Connector? connector = null;
        try
        {
            UnixSocket socket = await UnixSocket.ConnectAsync(place.Address, UnixSocketType.SeqPacket, patience.Token).ConfigureAwait(false);
            connector = new Connector(name, options, socket);
            connector.SayHello();
            return await connector.HearAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw connector?.Silent() ?? SyscallFailure.TimedOut("connect", place.Address.ToString(), "the listener's backlog is full");
        }
        finally
        {
            connector?.Dispose();
        }
    }

    private static MeetingPlace PlaceOf(string name, SharedConnectionOptions options)
    {
        MeetingPlace place = MeetingPlace.Of(name, options.Domain);
        place.CheckDomain();
        return place;
    }
}
