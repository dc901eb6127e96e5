using System.Collections.Concurrent;
using System.Threading.Channels;
using Causeway.Waiting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Causeway.Messaging.Meeting;

/// <summary>What a listener does behind its Accept: takes connectors from the socket, meets them side by side, and keeps what comes of it.</summary>
/// <remarks>
/// No thread of its own: it goes on on the pool. At most <see cref="MaxMeetings"/> meetings are under way, so that a connector which says
/// nothing keeps nobody waiting; at most <see cref="MaxReady"/> connections wait to be accepted, so that memory for them has an end. What this
/// process is out of (descriptors, memory) is thrown by Accept; what is wrong with a connector goes to the log, and it alone is refused.
/// </remarks>
internal sealed partial class Reception : IDisposable
{
    private const int MaxMeetings = 128;
    private const int MaxReady = 16;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly UnixSocketListener _socket;
    private readonly string _name;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _meetings = new(MaxMeetings);
    private readonly SemaphoreSlim _places = new(MaxReady);
    private readonly Acceptor _acceptor;
    private readonly ConcurrentDictionary<Guest, bool> _guests = new();
    private readonly Channel<Arrival> _arrivals = Channel.CreateUnbounded<Arrival>();
    private readonly CancellationTokenSource _closing = new();
    private int _failures;
    private int _disposed;

    public Reception(UnixSocketListener socket, string name, SharedConnectionOptions options)
    {
        _socket = socket;
        _name = name;
        _logger = options.Logger ?? NullLogger.Instance;
        _acceptor = new Acceptor(name, options, _places);
    }

    /// <summary>What came: connections, and failures of this process.</summary>
    public ChannelReader<Arrival> Arrivals => _arrivals.Reader;

    /// <summary>Begins to take connectors.</summary>
    public void Start() => _ = RunAsync();

    /// <summary>What one arrival is to who accepts it.</summary>
    /// <exception cref="IOException">A failure of this process; the next call goes on.</exception>
    public SharedConnection Take(Arrival arrival)
    {
        if (arrival.Connection is { } connection)
        {
            _places.Release();
            return connection;
        }

        Interlocked.Exchange(ref _failures, 0);
        throw arrival.Failure!;
    }

    /// <summary>Takes leave of everybody: those who wait hear that the listener is closing; the connections that nobody accepted are aborted, for nobody reads what was sent on them.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _closing.Cancel();
        SendAwayBacklog(MeetingStatus.Closing);
        _socket.Dispose();
        foreach (Guest guest in _guests.Keys)
        {
            if (guest.TryTake())
                guest.SendAway(MeetingStatus.Closing);
        }

        _arrivals.Writer.TryComplete();
        while (_arrivals.Reader.TryRead(out Arrival arrival))
            arrival.Connection?.Abort();
        Interlocked.Exchange(ref _spare, null)?.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _meetings.WaitAsync(_closing.Token).ConfigureAwait(false);
                if (Greet(await NextAsync().ConfigureAwait(false)) is { } guest)
                    _ = MeetAsync(guest);
                else
                    _meetings.Release();
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException)
        {
            // Disposed.
        }
        catch (Exception failure)
        {
            // Of epoll, say: nobody can be accepted any more, and nobody is to wait for it.
            _arrivals.Writer.TryComplete(failure);
            _closing.Cancel();
            SendAwayBacklog(MeetingStatus.NoResources);
            _socket.Dispose();
            Tell(() => MeetingLog.CannotAccept(_logger, _name, failure));
        }
    }

    /// <summary>The next that connects. Those for whom this process has no descriptor are told so.</summary>
    private async Task<UnixSocket> NextAsync()
    {
        var input = new Readiness(_socket.Descriptor, Direction.Read);
        while (true)
        {
            input.Look();
            try
            {
                if (_socket.TryAccept(out UnixSocket? socket))
                    return socket;
            }
            catch (SyscallException full) when (full.Errno == Errno.EMFILE || full.Errno == Errno.ENFILE || full.Errno == Errno.ENOMEM || full.Errno == Errno.ENOBUFS)
            {
                // Without a descriptor accept4(2) fails even where nobody has connected: then it is no matter.
                switch (SendAwayOne())
                {
                    case Departure.One:
                        Report(full);
                        continue;
                    case Departure.Unknown:
                        Report(full);

                        // Nothing tells when this process, or the machine, has a descriptor again.
                        await Task.Delay(s_pause, _closing.Token).ConfigureAwait(false);
                        continue;
                }
            }

            await input.WaitAsync(inline: false, _closing.Token).ConfigureAwait(false);
        }
    }

    private Guest? Greet(UnixSocket socket)
    {
        var guest = new Guest(socket);
        _guests[guest] = true;

        // Disposed meanwhile: either of the two sees the other.
        if (Volatile.Read(ref _disposed) == 0)
            return guest;
        if (guest.TryTake())
            guest.SendAway(MeetingStatus.Closing);
        return null;
    }

    /// <summary>One meeting. Whatever becomes of it, the connector is told, then Accept, and the log last: that may throw, or load code for which there is no memory.</summary>
    private async Task MeetAsync(Guest guest)
    {
        try
        {
            (SharedConnection? connection, Exception? failure) = await TryMeetAsync(guest).ConfigureAwait(false);
            if (failure is not null)
                Refuse(guest, failure);
            else if (connection is not null)
                Offer(connection);
        }
        finally
        {
            _guests.TryRemove(guest, out _);
            _meetings.Release();
        }
    }

    private async Task<(SharedConnection? Connection, Exception? Failure)> TryMeetAsync(Guest guest)
    {
        try
        {
            return (await _acceptor.MeetAsync(guest, _closing.Token).ConfigureAwait(false), null);
        }
        catch (Exception failure)
        {
            return (null, failure);
        }
    }

    private void Refuse(Guest guest, Exception failure)
    {
        if (failure is MeetingRefusal refusal)
        {
            SendAway(guest, refusal.Status);
            if (refusal is { Status: MeetingStatus.NoResources, InnerException: { } cause })
                Report(cause);
            Tell(() => MeetingLog.Refused(_logger, _name, refusal.Status, refusal.Message, refusal.InnerException));
            return;
        }

        // Closing, or out of memory.
        bool isClosing = Volatile.Read(ref _disposed) != 0;
        SendAway(guest, isClosing ? MeetingStatus.Closing : MeetingStatus.NoResources);
        if (!isClosing)
            Report(failure);
    }

    private void Offer(SharedConnection connection)
    {
        // Whoever accepts it may dispose it at once: what the log is told of is asked before.
        UnixCredentials peer = connection.Peer;
        if (!_arrivals.Writer.TryWrite(new Arrival(connection, null)))
            connection.Abort();
        Tell(() => MeetingLog.Accepted(_logger, _name, peer.ProcessId, peer.UserId));
    }

    /// <summary>Has Accept throw it, once until it has.</summary>
    private void Report(Exception failure)
    {
        if (Interlocked.Exchange(ref _failures, 1) == 0)
            _arrivals.Writer.TryWrite(new Arrival(null, failure));
        Tell(() => MeetingLog.CannotAccept(_logger, _name, failure));
    }

    /// <summary>Tells the log. What that throws ends nothing here: TaskScheduler.UnobservedTaskException hears of it.</summary>
    private static void Tell(Action tell) => _ = Task.FromResult(tell).ContinueWith(static told => told.Result(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>A connection to be accepted, or what Accept throws.</summary>
    internal readonly record struct Arrival(SharedConnection? Connection, Exception? Failure);
}
