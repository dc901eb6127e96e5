using System.Numerics;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>Signals that the runtime delivers (<see cref="PosixSignalRegistration"/>), counted for the receivers of this process.</summary>
/// <remarks>
/// One registration for each signal, whoever has asked for it: the runtime calls every registration once for each delivery, and here
/// a delivery goes to one receiver. Invariants, under the gate: a signal is registered while someone uses it; a delivery is either in
/// a waiter's hands or counted, never both; where deliveries of a signal are counted nobody waits for it.
/// </remarks>
internal static class RuntimeSignals
{
    private static readonly Lock s_gate = new();
    private static readonly Entry?[] s_entries = new Entry?[Signal.Maximum + 1];
    private static readonly LinkedList<RuntimeSignalWaiter> s_waiters = [];

    /// <summary>Has the runtime deliver these from now on; what they did before is cancelled.</summary>
    /// <exception cref="InvalidOperationException">The process ignores one, and the runtime leaves it at that.</exception>
    public static void Use(SignalSet signals)
    {
        ulong done = 0;
        try
        {
            foreach (Signal signal in signals)
            {
                Use(signal);
                done |= SignalSet.Of(signal).Bits;
            }
        }
        catch
        {
            Leave(SignalSet.OfBits(done));
            throw;
        }
    }

    /// <summary>Ends <see cref="Use(SignalSet)"/>: the last gives the signal's former disposition back, and what nobody took is gone.</summary>
    public static void Leave(SignalSet signals)
    {
        lock (s_gate)
        {
            foreach (Signal signal in signals)
            {
                Entry entry = s_entries[signal.Number]!;
                if (--entry.Users != 0)
                    continue;
                s_entries[signal.Number] = null;
                entry.Registration!.Dispose();
            }
        }
    }

    /// <summary>Takes the delivery with the lowest number.</summary>
    /// <returns>False where there is none.</returns>
    public static bool TryTake(SignalSet signals, out ReceivedSignal signal)
    {
        lock (s_gate)
            return TryTakeCounted(signals, out signal);
    }

    /// <summary>Takes a delivery for the waiter, or lists it for the next.</summary>
    public static void Enlist(RuntimeSignalWaiter waiter)
    {
        ReceivedSignal signal;
        lock (s_gate)
        {
            if (!TryTakeCounted(waiter.Signals, out signal))
            {
                waiter.Node = s_waiters.AddLast(waiter);
                return;
            }
        }

        waiter.SetResult(signal);
    }

    /// <summary>Takes a waiter off the list.</summary>
    /// <returns>False: it has been given a delivery.</returns>
    public static bool TryWithdraw(RuntimeSignalWaiter waiter)
    {
        lock (s_gate)
        {
            if (waiter.Node is not { } node)
                return false;
            waiter.Node = null;
            s_waiters.Remove(node);
            return true;
        }
    }

    private static void Use(Signal signal)
    {
        lock (s_gate)
        {
            if (s_entries[signal.Number] is { } used)
            {
                used.Users++;
                return;
            }

            Entry entry = new() { Users = 1 };
            entry.Registration = PosixSignalRegistration.Create((PosixSignal)signal.Number, context => Deliver(signal, entry, context));
            if (IsIgnored(signal))
            {
                entry.Registration.Dispose();
                throw new InvalidOperationException($"{signal}: this process ignores it, as .NET does SIGPIPE and nohup(1) SIGHUP, and the runtime keeps it so; start the process with it blocked (causeway run --block, ChildProcessOptions.BlockedSignals)");
            }

            s_entries[signal.Number] = entry;
        }
    }

    private static unsafe bool IsIgnored(Signal signal)
    {
        LibC.sigaction_t present;
        int result = LibC.sigaction(signal.Number, null, &present);
        Errno error = Errno.Last;
        return result == 0 ? present.sa_handler == LibC.SIG_IGN : throw SyscallFailure.Create("sigaction", signal.Name, error);
    }

    private static void Deliver(Signal signal, Entry entry, PosixSignalContext context)
    {
        context.Cancel = true;
        RuntimeSignalWaiter? waiter;
        lock (s_gate)
        {
            // The runtime may still be delivering what came before the last user left.
            if (entry.Users == 0)
                return;
            waiter = FirstFor(signal);
            if (waiter is null)
                entry.Waiting++;
        }

        waiter?.SetResult(new ReceivedSignal { Signal = signal });
    }

    private static RuntimeSignalWaiter? FirstFor(Signal signal)
    {
        for (LinkedListNode<RuntimeSignalWaiter>? node = s_waiters.First; node is not null; node = node.Next)
        {
            if (!node.Value.Signals.Contains(signal))
                continue;
            s_waiters.Remove(node);
            node.Value.Node = null;
            return node.Value;
        }

        return null;
    }

    private static bool TryTakeCounted(SignalSet signals, out ReceivedSignal signal)
    {
        for (ulong left = signals.Bits; left != 0; left &= left - 1)
        {
            int number = BitOperations.TrailingZeroCount(left) + 1;
            if (s_entries[number] is not { Waiting: > 0 } entry)
                continue;
            entry.Waiting--;
            signal = new ReceivedSignal { Signal = new Signal(number) };
            return true;
        }

        signal = default;
        return false;
    }

    private sealed class Entry
    {
        public int Users;
        public long Waiting;
        public PosixSignalRegistration? Registration;
    }
}
