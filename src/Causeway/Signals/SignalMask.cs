using Causeway.Sys;

namespace Causeway;

/// <summary>Blocks or unblocks signals in the calling thread (pthread_sigmask(3)), until the end of a <c>using</c>.</summary>
/// <remarks>
/// It cannot leave the method, so that the thread that set the mask is the one that sets it back. Blocking a signal in a thread does
/// not keep it from the process: any other thread that does not block it takes it, and a .NET process has such threads before Main.
/// A thread that is started meanwhile inherits the mask. Use it around calls that a signal to this thread must not interrupt
/// (<see cref="Signals.SendToThread"/>), or to hold back what only this thread is sent.
/// </remarks>
public readonly unsafe ref struct SignalMask
{
    private readonly ulong _changed;
    private readonly ulong _before;

    private SignalMask(ulong changed, ulong before)
    {
        _changed = changed;
        _before = before;
    }

    /// <summary>What the calling thread blocks.</summary>
    public static SignalSet Current => SignalSet.OfBits(Change(LibC.SIG_BLOCK, 0));

    /// <summary>Blocks these in the calling thread: what comes for it waits.</summary>
    /// <exception cref="ArgumentException">None; or one that cannot be blocked or that belongs to somebody else: the message says to whom.</exception>
    public static SignalMask Block(SignalSet signals) => Apply(LibC.SIG_BLOCK, signals);

    /// <summary>Unblocks these in the calling thread: what waited is delivered before this returns. Not those that the process receives because every thread blocks them: this thread would take them.</summary>
    /// <exception cref="ArgumentException">None; or one that cannot be blocked or that belongs to somebody else: the message says to whom.</exception>
    public static SignalMask Unblock(SignalSet signals) => Apply(LibC.SIG_UNBLOCK, signals);

    /// <summary>Has these signals blocked or not as before; others stay as they are.</summary>
    public void Dispose()
    {
        if ((_changed & _before) != 0)
            Change(LibC.SIG_BLOCK, _changed & _before);
        if ((_changed & ~_before) != 0)
            Change(LibC.SIG_UNBLOCK, _changed & ~_before);
    }

    private static SignalMask Apply(int how, SignalSet signals)
    {
        SignalOwners.ThrowIfNotReceivable(signals, nameof(signals));
        return new SignalMask(signals.Bits, Change(how, signals.Bits));
    }

    private static ulong Change(int how, ulong bits)
    {
        LibC.sigset_t set = new() { bits = bits };
        LibC.sigset_t before;
        int error = LibC.pthread_sigmask(how, &set, &before);
        return error == 0 ? before.bits : throw SyscallFailure.Create("pthread_sigmask", SignalSet.OfBits(bits).ToString(), new Errno(error));
    }
}
