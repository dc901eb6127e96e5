using System.Runtime.CompilerServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Messaging.Meeting;

/// <content>What comes.</content>
internal sealed partial class MeetingSocket
{
    /// <summary>What is read in a row before other connections have their turn.</summary>
    private const int MessagesAtOnce = 64;

    private readonly Lock _reading = new();

    private static async Task WatchAsync(DescriptorWatch watch, Owner owner, Func<MeetingSocket, Progress> answer)
    {
        try
        {
            while (true)
            {
                uint seen = watch.Edges(Direction.Read);
                Progress progress = Step(owner, answer);
                if (progress == Progress.Ended)
                    return;
                if (progress == Progress.More)
                    await Task.Yield();
                else
                    await watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: true, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (ObjectDisposedException)
        {
            // The connection was disposed, or finalised.
        }
        catch (Exception failure)
        {
            // Nobody would read the socket any more, and its hang-up would not be seen.
            Fail(owner, failure);
        }
    }

    private static void Fail(Owner owner, Exception failure) => owner.Target?.End($"what came could not be answered here: {failure.Message}");

    /// <summary>A method of its own, so that the waiting one has no reference left.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Progress Step(Owner owner, Func<MeetingSocket, Progress> answer) => owner.Target is { } meeting ? answer(meeting) : Progress.Ended;

    private Progress Answer()
    {
        _connection!.LookAtBoth();
        return Volatile.Read(ref _ended) == 0 ? Progress.Empty : Progress.Ended;
    }

    /// <summary>Reads what there is, then looks at both directions.</summary>
    private Progress Read()
    {
        Progress progress = ReadSome(out string? violation);
        if (progress == Progress.Ended)
            End(violation);
        else
            _connection!.LookAtBoth();
        return progress;
    }

    private Progress ReadSome(out string? violation)
    {
        violation = null;
        try
        {
            // One at a time, so that handles stay in order; without it while others are told.
            lock (_reading)
            {
                Progress progress = Progress.More;
                for (int i = 0; i < MessagesAtOnce && progress == Progress.More && violation is null; i++)
                    progress = ReadOne(out violation);
                return violation is null ? progress : Progress.Ended;
            }
        }
        catch (SyscallException failure)
        {
            violation = failure.Message;
            return Progress.Ended;
        }
    }

    private Progress ReadOne(out string? violation)
    {
        violation = null;
        Span<byte> message = stackalloc byte[MaxMessageBytes];
        try
        {
            if (!_socket.TryReceiveWithHandles(message, maxHandles: 1, out UnixReceived received))
                return Progress.Empty;
            using (received)
            {
                if (received.IsEnd)
                    return Progress.Ended;
                violation = Take(message[..received.Count], received);
                return Progress.More;
            }
        }
        catch (SyscallException reset) when (reset.Errno == Errno.ECONNRESET)
        {
            // It was closed before it read all that was sent to it: what it had sent before is still to be read.
            return Progress.More;
        }
    }

    /// <summary>A message by its first byte.</summary>
    /// <returns>What is wrong with it; null: nothing.</returns>
    private string? Take(ReadOnlySpan<byte> message, in UnixReceived received)
    {
        if (received.IsTruncated)
            return "a message longer than any on the meeting socket";
        if (message.IsEmpty)
            return "an empty message on the meeting socket";
        if (message[0] == 'H')
            return TakeHandle(message[1..], received);
        if (received.Handles.Count > 0 || received.HandlesTruncated || message.Length != 1)
            return "more on the meeting socket than belongs to a message";
        return message[0] switch
        {
            (byte)'B' => null,
            (byte)'A' => TakeCredit(),
            _ => "an unknown message on the meeting socket",
        };
    }

    /// <summary>Hung up, or to be. What was read before has been given to the connection.</summary>
    private void End(string? violation)
    {
        // The connection first: who sees that it is over here asks there how it ended, which is told once.
        _connection!.Ended(violation);
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        EndHandles();

        // The peer is to know, too. The descriptor stays this object's until the connection is disposed.
        if (violation is not null)
            _socket.Descriptor.Dispose();
    }

    /// <summary>How far a look got.</summary>
    private enum Progress
    {
        /// <summary>There may be more.</summary>
        More,

        /// <summary>There was no more: the next edge tells.</summary>
        Empty,

        /// <summary>There will be no more.</summary>
        Ended,
    }
}
