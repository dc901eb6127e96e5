using System.Runtime.CompilerServices;
using Causeway.Sys;

namespace Causeway.Waiting;

/// <summary>poll(2) of one descriptor, with deadline and token.</summary>
internal static class DescriptorPoll
{
    /// <summary>Waits on the calling thread until the descriptor is ready, hung up or in error.</summary>
    /// <param name="descriptor">What to wait for.</param>
    /// <param name="events"><see cref="LibC.POLLIN"/> or <see cref="LibC.POLLOUT"/>.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="token">Ends the wait.</param>
    /// <returns>Whether it is ready: false when the deadline passed.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static bool Wait(SafeFileDescriptor descriptor, short events, Deadline deadline, CancellationToken token)
    {
        var call = new PollCall(descriptor, events, deadline);
        while (true)
        {
            nint ready = BlockingCall.Run(ref call, deadline, token, out Errno error);

            // One poll waits for 24 days at the most.
            if (ready == 0 && !deadline.HasPassed)
                continue;
            if (ready >= 0 || error == Errno.ETIMEDOUT)
                return ready > 0;
            throw SyscallFailure.Create("poll", descriptor.ToString(), error);
        }
    }

    /// <summary>What the descriptor is ready for now, and whether it is hung up or in error, which is told unasked.</summary>
    /// <param name="descriptor">What to look at.</param>
    /// <param name="events"><see cref="LibC.POLLIN"/>, <see cref="LibC.POLLOUT"/> or <see cref="LibC.POLLRDHUP"/>.</param>
    public static unsafe short Peek(SafeFileDescriptor descriptor, short events)
    {
        using HandleHold hold = new(descriptor);
        LibC.pollfd entry = new() { fd = descriptor.Number, events = events };
        int ready;
        Errno error;
        do
        {
            ready = LibC.poll(&entry, 1, timeoutMilliseconds: 0);
            error = Errno.Last;
        }
        while (ready < 0 && error == Errno.EINTR);
        return ready >= 0 ? entry.revents : throw SyscallFailure.Create("poll", descriptor.ToString(), error);
    }

    /// <summary>Waits through the reactor until the descriptor is ready, hung up or in error; returns at once for what is always ready, such as a file.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public static async ValueTask WaitAsync(SafeFileDescriptor descriptor, Direction direction, bool inline, CancellationToken token)
    {
        short events = direction == Direction.Read ? LibC.POLLIN : LibC.POLLOUT;
        if (Peek(descriptor, events) != 0)
            return;

        // Looked at once more after the edges were counted: what became ready before that would have no edge to come.
        DescriptorWatch watch = Reactor.Shared.Watch(descriptor);
        uint seen = watch.Edges(direction);
        if (Peek(descriptor, events) == 0)
            await watch.WaitAsync(direction, seen, Deadline.Infinite, inline, token).ConfigureAwait(false);
    }

    private readonly struct PollCall(SafeFileDescriptor descriptor, short events, Deadline deadline) : IBlockingCall
    {
        public static bool KeepsDeadline => true;

        public unsafe nint Invoke(out Errno error)
        {
            using HandleHold hold = new(descriptor);
            LibC.pollfd entry = new() { fd = descriptor.Number, events = events };
            int ready = LibC.poll(&entry, 1, deadline.ToPollMilliseconds());
            error = Errno.Last;
            return ready;
        }
    }
}
