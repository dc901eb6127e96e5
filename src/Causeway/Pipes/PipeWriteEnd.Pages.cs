using System.Buffers;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Memory handed to a pipe page by page (vmsplice(2)).</content>
public sealed partial class PipeWriteEnd
{
    /// <summary>Fills fresh pages of memory and hands them to the pipe without copying them (vmsplice(2)); waits while it is full.</summary>
    /// <remarks>
    /// A pipe refers to such pages until its reader is done with them, and longer where the reader splices or tees them on:
    /// nobody can tell when. Memory that is used again would change bytes that are under way, and an object of the garbage
    /// collector may move. Therefore the pages are made for this call, are yours only while <paramref name="fill"/> runs, and
    /// are unmapped when the pipe has them. It pays for large blocks that the reader splices on; else <see cref="Write(ReadOnlySpan{byte})"/> is faster.
    /// </remarks>
    /// <typeparam name="TState">What <paramref name="fill"/> needs.</typeparam>
    /// <param name="byteCount">How many bytes.</param>
    /// <param name="state">Passed to <paramref name="fill"/>.</param>
    /// <param name="fill">Writes the bytes, which are zero before. Called once, at once.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait (see <see cref="Interrupter"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">Not one byte, or a negative timeout.</exception>
    /// <exception cref="TimeoutException">The pipe stayed full; part of the bytes may be in it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; part of the bytes may be in the pipe.</exception>
    /// <exception cref="SyscallException">EPIPE: every reader has closed. ENOMEM: no memory for the pages.</exception>
    public void WritePages<TState>(int byteCount, TState state, SpanAction<byte, TState> fill, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        using SafeMapping pages = Fill(byteCount, state, fill);
        for (int given = 0; given < byteCount;)
        {
            var call = new GiveCall(this, pages, given, flags: 0);
            nint count = BlockingCall.Run(ref call, deadline, cancellationToken, out Errno error);
            if (count < 0)
                throw error == Errno.ETIMEDOUT ? SyscallFailure.TimedOut("vmsplice", Name, given == 0 ? null : $"{given} of {byteCount} bytes had been written") : GiveFailure(error);
            given += (int)count;
        }
    }

    /// <inheritdoc cref="WritePages"/>
    /// <exception cref="ObjectDisposedException">The stream was disposed meanwhile.</exception>
    public async ValueTask WritePagesAsync<TState>(int byteCount, TState state, SpanAction<byte, TState> fill, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using SafeMapping pages = Fill(byteCount, state, fill);
        for (int given = 0; given < byteCount;)
        {
            nint count = new GiveCall(this, pages, given, LibC.SPLICE_F_NONBLOCK).Invoke(out Errno error);
            if (count >= 0)
                given += (int)count;
            else if (error == Errno.EAGAIN)
                await DescriptorPoll.WaitAsync(Descriptor, Direction.Write, InlineContinuations, cancellationToken).ConfigureAwait(false);
            else if (error != Errno.EINTR)
                throw GiveFailure(error);
        }
    }

    private static unsafe SafeMapping Fill<TState>(int byteCount, TState state, SpanAction<byte, TState> fill)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(byteCount);
        ArgumentNullException.ThrowIfNull(fill);
        nint address = LibC.mmap(0, (nuint)byteCount, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS, -1, 0);
        Errno error = Errno.Last;
        if (address == LibC.MAP_FAILED)
            throw SyscallFailure.Create("mmap", objectName: null, error);
        var pages = new SafeMapping(address, (nuint)byteCount);
        try
        {
            // SAFETY: mapped until this method's caller disposes it, and a span cannot leave the callback.
            fill(new Span<byte>((void*)address, byteCount), state);
            return pages;
        }
        catch
        {
            pages.Dispose();
            throw;
        }
    }

    private SyscallException GiveFailure(Errno error) =>
        SyscallFailure.Create("vmsplice", Name, error, error == Errno.EPIPE ? "the reader closed its end: stop writing" : null);

    private readonly struct GiveCall(PipeWriteEnd pipe, SafeMapping pages, int given, uint flags) : IBlockingCall
    {
        public static bool KeepsDeadline => false;

        public unsafe nint Invoke(out Errno error)
        {
            using var hold = new HandleHold(pages);
            LibC.iovec piece = new() { iov_base = (byte*)hold.Value + given, iov_len = (nuint)(pages.Length - given) };
            nint count = LibC.vmsplice(pipe.Descriptor, &piece, 1, flags);
            error = Errno.Last;
            return count;
        }
    }
}
