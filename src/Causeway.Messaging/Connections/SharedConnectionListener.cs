using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Causeway.Messaging.Meeting;
using Causeway.Sys;

namespace Causeway;

/// <summary>Takes shared-memory connections under a name (a listening UNIX socket, over which the memory is passed).</summary>
/// <remarks>
/// Connectors are met side by side from <see cref="Listen"/> on: each is checked by the policy, then gets memory of its own. Up to 16 connections
/// wait to be accepted; the next connectors wait for their answer. Several threads may accept at once. Whatever a connector does, the others are not disturbed.
/// </remarks>
public sealed class SharedConnectionListener : IDisposable
{
    private readonly Reception _reception;

    private SharedConnectionListener(string name, UnixSocketListener socket, SharedConnectionOptions options)
    {
        Name = name;
        Address = socket.Address;
        _reception = new Reception(socket, name, options);
    }

    /// <summary>As it was given to <see cref="Listen"/>.</summary>
    public string Name { get; }

    /// <summary>Where the socket is bound.</summary>
    public UnixSocketAddress Address { get; }

    /// <summary>Binds the name and listens (bind(2), listen(2)). A name that a killed listener left is replaced.</summary>
    /// <param name="name">A name in the domain (up to what a socket's address has room for, 107 bytes with the directory), a path (with a slash), or an abstract name (<c>@x</c>).</param>
    /// <param name="options">How; null: messages, for this user alone.</param>
    /// <remarks>The socket in the file system is for this user alone (0600) where the policy is <see cref="SharedConnectionPolicy.SameUser"/>, with whatever rings, else anybody may knock (0666) and the policy decides.</remarks>
    /// <exception cref="ArgumentException">No place can have that name, it is too long for a socket's address, or an option cannot be right.</exception>
    /// <exception cref="SyscallException">EADDRINUSE: another listens there, or the path is a file. ENOENT: no such directory. ENOSPC: its file system is full. EMFILE: out of descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory is not writable for this user (EACCES), or is no safe domain.</exception>
    public static SharedConnectionListener Listen(string name, SharedConnectionOptions? options = null)
    {
        options = SharedConnectionOptions.Checked(options);
        bool forOthers = !options.Policy.IsSameUser;
        UnixSocketListener socket = MeetingPlace.Of(name, options.Domain).Listen(forOthers);
        var listener = new SharedConnectionListener(name, socket, options);
        listener._reception.Start();
        return listener;
    }

    /// <summary>Takes the next connection if one is ready; never waits.</summary>
    /// <param name="connection">The connection; null where none is ready.</param>
    /// <returns>False when none is ready.</returns>
    /// <inheritdoc cref="Accept" path="/exception[contains(@cref,'Syscall') or contains(@cref,'Disposed')]"/>
    public bool TryAccept([NotNullWhen(true)] out SharedConnection? connection)
    {
        connection = null;
        if (_reception.Arrivals.TryRead(out Reception.Arrival arrival))
            connection = _reception.Take(arrival);
        else if (_reception.Arrivals.Completion.IsCompleted)
            throw Closed();
        return connection is not null;
    }

    /// <summary>Takes the next connection; waits on the calling thread while there is none.</summary>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">None came in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="SyscallException">This process is out of something (EMFILE, ENFILE, ENOMEM, ENOSPC), and a connector was refused for it; the next call goes on.</exception>
    /// <exception cref="ObjectDisposedException">The listener was disposed, before or meanwhile.</exception>
    public SharedConnection Accept(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (ChannelWait.TryTake(_reception.Arrivals, Deadline.After(timeout), Late, out Reception.Arrival arrival, cancellationToken))
            return _reception.Take(arrival);
        throw Closed();
    }

    /// <summary>Takes the next connection; waits without a thread while there is none.</summary>
    /// <inheritdoc cref="Accept"/>
    public async ValueTask<SharedConnection> AcceptAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return _reception.Take(await _reception.Arrivals.ReadAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (ChannelClosedException)
        {
            throw Closed();
        }
    }

    /// <summary>Stops listening and removes the name if it is still this one's. Connections that were accepted live on, those that nobody accepted are aborted; who waits hears that the listener is closing.</summary>
    public void Dispose() => _reception.Dispose();

    private TimeoutException Late() => SyscallFailure.TimedOut("accept", Name, "nobody connected");

    private ObjectDisposedException Closed() => new(nameof(SharedConnectionListener), $"The listener of \"{Name}\" is closed.");
}
