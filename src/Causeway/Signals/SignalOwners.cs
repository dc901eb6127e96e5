using Causeway.Sys;

namespace Causeway;

/// <summary>Which signals belong to somebody else in a .NET process, and whose they are.</summary>
internal static class SignalOwners
{
    /// <summary>What the processor raises, and abort(3): ILL, TRAP, ABRT, BUS, FPE, SEGV.</summary>
    private static readonly SignalSet s_faults = SignalSet.Of(new(4), new(5), new(6), new(7), new(8), new(11));

    /// <summary>The first real-time signal of this C library, which the runtime has taken: those from 32 to below it are the library's own.</summary>
    private static readonly int s_first = LibC.libc_current_sigrtmin();

    /// <summary>Refuses what this process can neither receive nor block.</summary>
    /// <exception cref="ArgumentException">The set is empty or has a signal that belongs to somebody else; the message says to whom.</exception>
    public static void ThrowIfNotReceivable(SignalSet signals, string parameterName)
    {
        if (signals.Bits == 0)
            throw new ArgumentException("Name at least one signal.", parameterName);
        foreach (Signal signal in signals)
        {
            if (signal == Signal.Kill || signal == Signal.Stop)
                throw new ArgumentException($"{signal} can be neither received nor blocked: the kernel acts on it.", parameterName);
            if (OwnerOf(signal) is { } owner)
                throw new ArgumentException($"{signal} belongs to {owner}: choose SIGUSR1, SIGUSR2 or a real-time signal from SIGRTMIN+2.", parameterName);
        }
    }

    /// <summary>Refuses what no process sends another: the C library of the receiver takes it for its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a number from 1 to 64.</exception>
    /// <exception cref="ArgumentException">It belongs to the C library.</exception>
    public static void ThrowIfNotSendable(Signal signal, string parameterName)
    {
        signal.ThrowIfInvalid(parameterName);
        if (IsOfLibrary(signal))
            throw new ArgumentException($"{signal} belongs to the C library of whoever gets it: choose another.", parameterName);
    }

    private static bool IsOfLibrary(Signal signal) => signal.Number >= 32 && signal.Number < s_first;

    private static string? OwnerOf(Signal signal)
    {
        if (IsOfLibrary(signal))
            return "the C library";
        if (signal.Number == s_first || s_faults.Contains(signal))
            return "the .NET runtime";
        return signal == Interrupter.Signal ? "Causeway's Interrupter (Interrupter.Signal)" : null;
    }
}
