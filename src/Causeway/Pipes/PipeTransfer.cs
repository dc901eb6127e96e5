using System.Runtime.CompilerServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>One splice(2) or tee(2): the call, its waits and its errors.</summary>
/// <remarks>
/// SPLICE_F_NONBLOCK concerns pipes alone and leaves their O_NONBLOCK as it is. Any other descriptor at one end waits or
/// not by its own O_NONBLOCK: <see cref="Foreign"/> is made non-blocking before a call that must not wait.
/// </remarks>
internal readonly record struct PipeTransfer(string Operation, string Name, SafeFileDescriptor Source, SafeFileDescriptor Target, int MaxBytes)
{
    public long? SourceOffset { get; init; }

    public long? TargetOffset { get; init; }

    /// <summary>Whether the bytes stay in the source: tee(2).</summary>
    public bool Copies { get; init; }

    /// <summary>The end that may be no pipe; null where both are.</summary>
    public SafeFileDescriptor? Foreign { get; init; }

    public static PipeTransfer Splice(string name, SafeFileDescriptor source, SafeFileDescriptor target, int maxBytes) =>
        new("splice", name, source, target, Checked(maxBytes));

    public static PipeTransfer Tee(string name, SafeFileDescriptor source, SafeFileDescriptor target, int maxBytes) =>
        new("tee", name, source, target, Checked(maxBytes)) { Copies = true };

    /// <summary>False where one of the ends is not ready (EAGAIN).</summary>
    public bool Try(out int count)
    {
        MakeForeignNonBlocking();
        nint moved = Call(LibC.SPLICE_F_NONBLOCK, out Errno error);
        count = (int)Math.Max(0, moved);
        if (moved >= 0)
            return true;
        return error == Errno.EAGAIN ? false : throw Failure(error);
    }

    public int Run(Deadline deadline, CancellationToken token)
    {
        var call = new BlockingTransfer(this);
        while (true)
        {
            nint moved = BlockingCall.Run(ref call, deadline, token, out Errno error);
            if (moved >= 0)
                return (int)moved;

            // EAGAIN: somebody made one of the ends non-blocking.
            if (error == Errno.EAGAIN && DescriptorPoll.Wait(Source, LibC.POLLIN, deadline, token) && DescriptorPoll.Wait(Target, LibC.POLLOUT, deadline, token))
                continue;
            throw error == Errno.EAGAIN || error == Errno.ETIMEDOUT ? SyscallFailure.TimedOut(Operation, Name) : Failure(error);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> RunAsync(bool inline, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        MakeForeignNonBlocking();
        while (true)
        {
            nint moved = Call(LibC.SPLICE_F_NONBLOCK, out Errno error);
            if (moved >= 0)
                return (int)moved;
            if (error != Errno.EAGAIN)
                throw Failure(error);
            await DescriptorPoll.WaitAsync(Source, Direction.Read, inline, token).ConfigureAwait(false);
            await DescriptorPoll.WaitAsync(Target, Direction.Write, inline, token).ConfigureAwait(false);
        }
    }

    private static int Checked(int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        return maxBytes;
    }

    private void MakeForeignNonBlocking()
    {
        if (Foreign is { } foreign)
            BlockingMode.Set(foreign, foreign.ToString(), nonBlocking: true);
    }

    /// <summary>The call until it is not interrupted.</summary>
    private nint Call(uint flags, out Errno error)
    {
        nint moved;
        do
            moved = CallOnce(flags, out error);
        while (moved < 0 && error == Errno.EINTR);
        return moved;
    }

    private unsafe nint CallOnce(uint flags, out Errno error)
    {
        nint moved;
        if (Copies)
        {
            moved = LibC.tee(Source, Target, (nuint)MaxBytes, flags);
            error = Errno.Last;
            return moved;
        }

        long sourceOffset = SourceOffset.GetValueOrDefault();
        long targetOffset = TargetOffset.GetValueOrDefault();
        moved = LibC.splice(
            Source,
            SourceOffset.HasValue ? &sourceOffset : null,
            Target,
            TargetOffset.HasValue ? &targetOffset : null,
            (nuint)MaxBytes,
            flags);
        error = Errno.Last;
        return moved;
    }

    private SyscallException Failure(Errno error) => SyscallFailure.Create(Operation, Name, error, Remedy(error));

    private string? Remedy(Errno error)
    {
        if (error == Errno.ESPIPE)
            return "a pipe, socket or terminal has no offset: leave it out";
        if (error == Errno.EPIPE)
            return "the reader closed its end: stop writing";
        if (error == Errno.EBADF)
            return "one of the two is not open for reading, or the other not for writing";
        if (error != Errno.EINVAL)
            return null;
        return Copies
            ? "tee needs two pipes that are not one and the same"
            : "both ends are of one pipe, the target was opened to append, or one of them cannot splice: read and write instead";
    }

    private readonly struct BlockingTransfer(PipeTransfer transfer) : IBlockingCall
    {
        public static bool KeepsDeadline => false;

        public nint Invoke(out Errno error) => transfer.CallOnce(flags: 0, out error);
    }
}
