using System.Collections.Concurrent;
using System.Text;

namespace Causeway.Samples.SysVFiles;

/// <summary>
/// The classic client/server exchange: one well-known queue for requests, a private one of each client for its replies,
/// and a handler for each request, all at once. Hands out every file that it may read itself.
/// </summary>
/// <remarks>
/// A client that is killed leaves its reply queue behind, and a handler may be waiting at it, full, for ever. The server
/// removes the queue when the client is proven dead, never because it is slow: the process that asked is remembered by its
/// number and start time, and has ended when no process has both. Were the number already another process's when it was
/// looked up, that one is watched instead; the queue then goes later than it could, but never too early. Removing
/// the queue ends the handler: its send answers EIDRM. A client that does not say who it is (type 1, as C programs send)
/// becomes known by its first receive.
/// </remarks>
public sealed class FileServer : IDisposable
{
    private readonly SysVMessageQueue _requests;
    private readonly ConcurrentDictionary<SysVMessageQueue, ClientProcess?> _clients = new();

    /// <summary>Creates the queue of requests.</summary>
    /// <param name="key">What clients find it by.</param>
    public FileServer(SysVKey key) => _requests = SysVMessageQueue.Create(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite);

    /// <summary>Serves until it is cancelled; looks for dead clients at this interval.</summary>
    public async Task RunAsync(TimeSpan sweepInterval, CancellationToken cancellationToken)
    {
        using var receiver = new SysVMessageReceiver(_requests);
        Task sweeping = SweepAsync(sweepInterval, cancellationToken);
        byte[] buffer = new byte[FileMessages.RequestBytes];
        try
        {
            while (true)
            {
                SysVMessageInfo message = await receiver.ReceiveAsync(buffer, truncate: true, cancellationToken: cancellationToken).ConfigureAwait(false);
                if (FileMessages.TryReadRequest(buffer.AsSpan(0, message.Length), out SysVMessageQueue replies, out string path) && replies != _requests)
                    _ = Task.Run(() => HandleAsync(message.Type, replies, path, cancellationToken), CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            await sweeping.ConfigureAwait(false);
        }
    }

    /// <summary>Reply queues that are there as far as is known.</summary>
    public int Clients => _clients.Count;

    /// <summary>Removes the reply queues of clients that have ended; answers how many.</summary>
    public int Sweep()
    {
        int removed = 0;
        foreach ((SysVMessageQueue replies, ClientProcess? known) in _clients)
        {
            ClientProcess? client = known ?? LastReceiver(replies);
            if (client is not { HasEnded: true })
            {
                // A client that is done has removed its queue, and may live on.
                _clients.TryUpdate(replies, client, known);
                Forget(replies);
                continue;
            }

            removed += replies.TryDelete() ? 1 : 0;
            _clients.TryRemove(replies, out _);
        }

        return removed;
    }

    /// <summary>Removes the queue of requests: whoever waits to send one gets EIDRM.</summary>
    public void Dispose() => _requests.TryDelete();

    private static ClientProcess? LastReceiver(SysVMessageQueue replies)
    {
        try
        {
            return replies.GetStatus().LastReceiverProcessId is > 0 and int id ? ClientProcess.Of(id) : null;
        }
        catch (SyscallException)
        {
            // Gone, with its client, or not readable: nothing is known of it.
            return null;
        }
    }

    private static async Task SendFileAsync(SysVMessageQueue replies, string path, CancellationToken cancellationToken)
    {
        FileStream file;
        try
        {
            file = File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await replies.SendAsync(FileMessages.Failure, Encoding.UTF8.GetBytes(e.Message), cancellationToken).ConfigureAwait(false);
            return;
        }

        await using (file.ConfigureAwait(false))
        {
            byte[] buffer = new byte[FileMessages.ReplyBytes];
            while (await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int length)
                await replies.SendAsync(FileMessages.Data, buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            await replies.SendAsync(FileMessages.End, ReadOnlyMemory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task HandleAsync(long type, SysVMessageQueue replies, string path, CancellationToken cancellationToken)
    {
        _clients[replies] = type is > 1 and <= int.MaxValue ? ClientProcess.Of((int)type) : null;
        try
        {
            await SendFileAsync(replies, path, cancellationToken).ConfigureAwait(false);
        }
        catch (SyscallException)
        {
            // The client has removed its queue, or Sweep has: nobody is left to answer.
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }

        // Still known: the client may die before it has read the rest. A queue that is gone is forgotten.
        Forget(replies);
    }

    private void Forget(SysVMessageQueue replies)
    {
        try
        {
            replies.GetStatus();
        }
        catch (SyscallException e) when (e.Errno == Errno.EINVAL || e.Errno == Errno.EIDRM)
        {
            _clients.TryRemove(replies, out _);
        }
        catch (SyscallException)
        {
            // Not readable by this server: it stays known until its client has ended.
        }
    }

    private async Task SweepAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
                Sweep();
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }
}
