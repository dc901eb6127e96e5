using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>How a child ended: by exit with a code, or by a signal (waitid(2)).</summary>
public readonly record struct ChildExitStatus
{
    private ChildExitStatus(int? exitCode, Signal? signal, bool coreDumped, ProcessResourceUsage resourceUsage)
    {
        ExitCode = exitCode;
        Signal = signal;
        CoreDumped = coreDumped;
        ResourceUsage = resourceUsage;
    }

    /// <summary>The exit code, 0 to 255; null where a signal ended the child.</summary>
    public int? ExitCode { get; }

    /// <summary>The signal that ended the child; null where it exited.</summary>
    public Signal? Signal { get; }

    /// <summary>Whether the signal left a core dump.</summary>
    public bool CoreDumped { get; }

    /// <summary>What the child took of the machine; nothing but zeros where that is not known.</summary>
    public ProcessResourceUsage ResourceUsage { get; }

    /// <summary>Whether the child exited with code 0.</summary>
    public bool IsSuccess => ExitCode == 0;

    /// <summary>What <c>$?</c> is after it in a shell: the exit code, or 128 and the number of the signal.</summary>
    public int ShellCode => ExitCode ?? 128 + Signal.GetValueOrDefault().Number;

    /// <inheritdoc/>
    public override string ToString() => ExitCode is { } code
        ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}")
        : $"killed by {Signal}{(CoreDumped ? " (core dumped)" : "")}";

    internal static ChildExitStatus Exited(int code, ProcessResourceUsage resourceUsage = default) => new(code, signal: null, coreDumped: false, resourceUsage);

    internal static ChildExitStatus Killed(Signal signal, bool coreDumped, ProcessResourceUsage resourceUsage = default) => new(exitCode: null, signal, coreDumped, resourceUsage);

    /// <summary>From what waitid(2) says of a child that has ended.</summary>
    internal static ChildExitStatus Of(LibC.siginfo_t info, LibC.rusage usage) => info.si_code == LibC.CLD_EXITED
        ? Exited(info.si_status, new ProcessResourceUsage(usage))
        : Killed(new Signal(info.si_status), info.si_code == LibC.CLD_DUMPED, new ProcessResourceUsage(usage));

    /// <summary>From a status word, as wait(2) fills it.</summary>
    internal static ChildExitStatus OfStatusWord(int word, ProcessResourceUsage resourceUsage = default)
    {
        const int SignalBits = 0x7F;
        const int CoreBit = 0x80;
        const int CodeShift = 8;
        int signal = word & SignalBits;
        return signal == 0 ? Exited((word >> CodeShift) & 0xFF, resourceUsage) : Killed(new Signal(signal), (word & CoreBit) != 0, resourceUsage);
    }
}
