using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Causeway.Cli.Transfer;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Socket;

/// <summary>Standard input on its way to a socket, on a thread of its own. At its end the other end is told, which may still answer.</summary>
internal sealed class Upload : IDisposable
{
    private readonly UnixSocket _socket;
    private readonly TransferFormat _format;
    private readonly CancellationTokenSource _cut;
    private readonly CancellationTokenSource _reading;
    private readonly CancellationTokenSource _failed = new();
    private readonly CancellationTokenSource _done = new();
    private readonly PollWait _wait;
    private readonly Task _sending;
    private ExceptionDispatchInfo? _unheard;
    private long _lastSent;
    private int _unsent;

    public Upload(UnixSocket socket, TransferFormat format, CancellationToken interruption)
    {
        _socket = socket;
        _format = format;
        _cut = CancellationTokenSource.CreateLinkedTokenSource(interruption);
        _reading = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token);
        _wait = new PollWait(_cut.Token);
        _sending = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The memory that is taken by what was sent and not read yet: it shrinks while the other end reads, long before there is room for more.</summary>
    public unsafe int Unread
    {
        get
        {
            int bytes;
            int result = LibC.ioctl(_socket.Descriptor, LibC.TIOCOUTQ, &bytes);
            Errno error = Errno.Last;
            return result == 0 ? bytes : throw SyscallFailure.Create("ioctl(TIOCOUTQ)", _socket.Descriptor.ToString(), error);
        }
    }

    /// <summary>Cancelled when it failed in such a way that the other end is not waited for either.</summary>
    public CancellationToken Failed => _failed.Token;

    /// <summary>Cancelled when it has ended, however that was.</summary>
    public CancellationToken Done => _done.Token;

    /// <summary>How much of the timeout is left after something moved last, zero or less where nothing has for so long.</summary>
    /// <param name="timeout">How long nothing may move.</param>
    /// <param name="unreadBefore">What was <see cref="Unread"/> so long ago; when that changed nobody knows, and it counts as now.</param>
    public TimeSpan RestOf(TimeSpan timeout, int unreadBefore) =>
        Unread != unreadBefore ? timeout : timeout - Stopwatch.GetElapsedTime(Volatile.Read(ref _lastSent));

    /// <summary>Standard input is not waited for any more, but what was read is sent; returns when that is done.</summary>
    /// <exception cref="IOException">It could not be sent.</exception>
    public void Finish()
    {
        _reading.Cancel();
        _sending.GetAwaiter().GetResult();
        _unheard?.Throw();
    }

    /// <summary>Ends it, whatever is still to be sent; that nobody hears any of it is no failure then.</summary>
    /// <exception cref="IOException">It had failed otherwise.</exception>
    public void Cut()
    {
        _cut.Cancel();
        _sending.GetAwaiter().GetResult();
    }

    /// <summary>Ends it because the other end takes nothing.</summary>
    /// <exception cref="TimeoutException">There was something to send.</exception>
    /// <exception cref="IOException">It had failed otherwise.</exception>
    public void GiveUp()
    {
        Cut();
        _unheard?.Throw();
        if (_unsent > 0)
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"the other end takes no more: of what was read from standard input the last {_unsent} bytes were not sent in time"));
    }

    public void Dispose()
    {
        _cut.Cancel();
        _ = Task.WaitAny(_sending);
        _wait.Dispose();
        _reading.Dispose();
        _cut.Dispose();
        _failed.Dispose();
        _done.Dispose();
    }

    private void Run()
    {
        try
        {
            StreamRecords.Send([], _format, _socket.Type == UnixSocketType.Stream, SocketMessages.LongestTo(_socket), Send, _reading.Token);
            if (_socket.Type != UnixSocketType.Datagram)
                _socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        }
        catch (OperationCanceledException)
        {
            // The other end was done first, or this process was asked to end.
        }
        catch (SyscallException e) when (_socket.Type != UnixSocketType.Datagram && (e.Errno == Errno.EPIPE || e.Errno == Errno.ECONNRESET || e.Errno == Errno.ENOTCONN))
        {
            // What the other end said before it went, or says without listening, is still to be heard.
            _unheard = ExceptionDispatchInfo.Capture(e);
        }
        catch
        {
            _failed.Cancel();
            throw;
        }
        finally
        {
            _done.Cancel();
        }
    }

    private void Send(ReadOnlyMemory<byte> data)
    {
        _unsent = data.Length;
        while (!_socket.TrySend(data[^_unsent..].Span, out int sent) || sent < _unsent)
        {
            Count(sent);
            _wait.ForRoom(_socket.Descriptor);
        }

        Count(_unsent);
    }

    private void Count(int sent)
    {
        _unsent -= sent;
        if (sent > 0)
            Volatile.Write(ref _lastSent, Stopwatch.GetTimestamp());
    }
}
