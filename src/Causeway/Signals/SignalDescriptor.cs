using System.Runtime.CompilerServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>Signals that every thread of this process blocks, taken from the kernel's queue (signalfd(2)).</summary>
internal sealed class SignalDescriptor : IDisposable
{
    private readonly SafeFileDescriptor _descriptor;
    private readonly SignalSet _signals;

    public unsafe SignalDescriptor(SignalSet signals)
    {
        LibC.sigset_t set = new() { bits = signals.Bits };
        int descriptor = LibC.signalfd(-1, &set, LibC.SFD_CLOEXEC);
        Errno error = Errno.Last;
        if (descriptor < 0)
            throw SyscallFailure.Create("signalfd", signals.ToString(), error);
        _descriptor = new SafeFileDescriptor(descriptor);
        _signals = signals;
    }

    /// <summary>Without waiting. The descriptor is in blocking mode, and the kernel's queue is the same without it.</summary>
    public bool TryTake(out ReceivedSignal signal)
    {
        ObjectDisposedException.ThrowIf(_descriptor.IsClosed, typeof(SignalReceiver));
        return SignalWait.TryTake(_signals, Deadline.Immediate, CancellationToken.None, out signal);
    }

    /// <summary>On the calling thread.</summary>
    /// <returns>False: the deadline passed.</returns>
    public unsafe bool TryTake(Deadline deadline, CancellationToken token, out ReceivedSignal signal)
    {
        if (!deadline.IsInfinite || token.CanBeCanceled)
        {
            ObjectDisposedException.ThrowIf(_descriptor.IsClosed, typeof(SignalReceiver));
            return SignalWait.TryTake(_signals, deadline, token, out signal);
        }

        var call = new ReadCall { Descriptor = _descriptor };
        nint count = BlockingCall.Run(ref call, deadline, token, out Errno error);
        if (count != sizeof(LibC.signalfd_siginfo))
            throw SyscallFailure.Create("read", _signals.ToString(), error);
        signal = SignalInfo.Read(ref call.Info);
        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReceivedSignal> TakeAsync(bool inline, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var there = new Readiness(_descriptor, Direction.Read);
        while (true)
        {
            there.Look();
            if (TryTake(out ReceivedSignal signal))
                return signal;
            await there.WaitAsync(inline, token).ConfigureAwait(false);
        }
    }

    public void Dispose() => _descriptor.Dispose();

    private unsafe struct ReadCall : IBlockingCall
    {
        public SafeFileDescriptor Descriptor;
        public LibC.signalfd_siginfo Info;

        public static bool KeepsDeadline => false;

        public nint Invoke(out Errno error)
        {
            fixed (LibC.signalfd_siginfo* info = &Info)
                return LibC.read(Descriptor, (byte*)info, (nuint)sizeof(LibC.signalfd_siginfo), out error);
        }
    }
}
