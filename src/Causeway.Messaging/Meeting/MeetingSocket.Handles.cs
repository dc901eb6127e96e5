using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Messaging.Meeting;

/// <content>Handles.</content>
internal sealed partial class MeetingSocket
{
    /// <summary>The most that is said with a handle.</summary>
    public const int MaxNoteBytes = 1024;

    private const int MaxMessageBytes = 1 + MaxNoteBytes;
    private HandleExchange? _handles;
    private int _owedCredits;
    private int _paying;

    /// <summary>The handles on their way; made when it is first asked for.</summary>
    public HandleExchange Handles
    {
        get
        {
            HandleExchange handles = LazyInitializer.EnsureInitialized(ref _handles, static () => new HandleExchange());

            // Ended while it was made: who ended it did not see it.
            if (Volatile.Read(ref _ended) != 0)
                handles.End();
            return handles;
        }
    }

    /// <summary>Sends a handle for which a credit was taken; waits while there is no room in the socket.</summary>
    public void SendHandle(SafeHandle handle, ReadOnlySpan<byte> note, Deadline deadline, CancellationToken token) =>
        _socket.SendWithHandles(MessageOf(note), [handle], timeout: deadline.IsInfinite ? null : deadline.Remaining, cancellationToken: token);

    /// <summary>The same without a thread.</summary>
    public ValueTask SendHandleAsync(SafeHandle handle, ReadOnlySpan<byte> note, CancellationToken token) =>
        _socket.SendWithHandlesAsync(MessageOf(note), new[] { handle }, cancellationToken: token);

    /// <summary>Tells the peer that one of its handles was taken. Never waits: what the socket has no room for is told later.</summary>
    public void ReturnCredit()
    {
        Handles.Taken();
        Interlocked.Increment(ref _owedCredits);
        if (Interlocked.Exchange(ref _paying, 1) == 0)
            _ = PayAsync();
    }

    private async Task PayAsync()
    {
        try
        {
            while (true)
            {
                while (Volatile.Read(ref _owedCredits) > 0)
                {
                    Interlocked.Decrement(ref _owedCredits);
                    if (!SendByte((byte)'A', out Errno error) && error == Errno.EAGAIN)
                        await _socket.SendAsync("A"u8.ToArray()).ConfigureAwait(false);
                }

                // Whoever came meanwhile found this at work, or finds it free.
                Interlocked.Exchange(ref _paying, 0);
                if (Volatile.Read(ref _owedCredits) == 0 || Interlocked.Exchange(ref _paying, 1) != 0)
                    return;
            }
        }
        catch (Exception gone) when (gone is SyscallException or ObjectDisposedException)
        {
            // The connection is over: no credit is needed any more.
        }
    }

    private static byte[] MessageOf(ReadOnlySpan<byte> note) => [(byte)'H', .. note];

    private string? TakeHandle(ReadOnlySpan<byte> note, in UnixReceived received)
    {
        if (received.Handles.Count > 0 ? received.HandlesTruncated : !received.HandlesTruncated)
            return "not one handle where there should be one";

        // None, and the kernel says that there was one: this process has no room for it.
        SafeFileDescriptor? descriptor = received.Handles.Count > 0 ? received.Handles.Take(0) : null;
        if (Handles.TryAdd(descriptor, note.ToArray()))
            return null;
        descriptor?.Dispose();
        return "more handles than it had credit for";
    }

    private string? TakeCredit() => Handles.TryReturnCredit() ? null : "credit for a handle that was not sent";

    private void EndHandles() => Volatile.Read(ref _handles)?.End();

    /// <summary>Closes the handles that nobody took. When the connection is disposed.</summary>
    private void DiscardHandles() => Volatile.Read(ref _handles)?.Discard();
}
