using System.Globalization;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Reads and writes that wait no longer than they are told, or not at all.</content>
public abstract partial class DescriptorStream
{
    /// <summary>One read(2) that does not wait; false where nothing is there and somebody may still write.</summary>
    private protected bool TryReadCore(Span<byte> buffer, out int count)
    {
        MakeNonBlocking();
        count = TryRead(buffer, out Errno error);
        if (count >= 0)
            return true;
        count = 0;
        return error == Errno.EAGAIN ? false : throw SyscallFailure.Create("read", _name, error);
    }

    /// <summary>One write(2) that does not wait; false where not a byte of it could be written.</summary>
    private protected bool TryWriteCore(ReadOnlySpan<byte> buffer, out int count)
    {
        MakeNonBlocking();
        count = TryWrite(buffer, out Errno error);
        if (count >= 0)
            return true;
        count = 0;
        return error == Errno.EAGAIN ? false : throw WriteFailure(error);
    }

    /// <summary>read(2), interrupted at the deadline or by the token.</summary>
    private protected unsafe int ReadCore(Span<byte> buffer, Deadline deadline, CancellationToken token)
    {
        if (deadline.IsInfinite && !token.CanBeCanceled)
            return ReadCore(buffer);
        fixed (byte* start = buffer)
        {
            var call = new TransferCall(this, start, buffer.Length, Direction.Read);
            while (true)
            {
                nint count = BlockingCall.Run(ref call, deadline, token, out Errno error);
                if (count >= 0)
                    return (int)count;
                if (error == Errno.EAGAIN && DescriptorPoll.Wait(Descriptor, LibC.POLLIN, deadline, token))
                    continue;
                throw error == Errno.EAGAIN || error == Errno.ETIMEDOUT ? SyscallFailure.TimedOut("read", _name) : SyscallFailure.Create("read", _name, error);
            }
        }
    }

    /// <summary>write(2) until all of it is written, interrupted at the deadline or by the token.</summary>
    private protected unsafe void WriteCore(ReadOnlySpan<byte> buffer, Deadline deadline, CancellationToken token)
    {
        if (deadline.IsInfinite && !token.CanBeCanceled)
        {
            WriteCore(buffer);
            return;
        }

        fixed (byte* start = buffer)
        {
            int written = 0;
            while (written < buffer.Length)
            {
                var call = new TransferCall(this, start + written, buffer.Length - written, Direction.Write);
                nint count = BlockingCall.Run(ref call, deadline, token, out Errno error);
                if (count >= 0)
                    written += (int)count;
                else if (error != Errno.EAGAIN || !DescriptorPoll.Wait(Descriptor, LibC.POLLOUT, deadline, token))
                    throw error == Errno.EAGAIN || error == Errno.ETIMEDOUT ? WriteTimedOut(written, buffer.Length) : WriteFailure(error);
            }
        }
    }

    private TimeoutException WriteTimedOut(int written, int length) =>
        SyscallFailure.TimedOut("write", _name, written == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{written} of {length} bytes had been written"));

    private readonly unsafe struct TransferCall(DescriptorStream stream, byte* start, int length, Direction direction) : IBlockingCall
    {
        public static bool KeepsDeadline => false;

        public nint Invoke(out Errno error) => direction == Direction.Read
            ? LibC.read(stream.Descriptor, start, (nuint)length, out error)
            : LibC.write(stream.Descriptor, start, (nuint)length, out error);
    }
}
