using System.Globalization;

namespace Causeway;

/// <summary>How a child ended: by exit with a code, or by a signal (waitid(2)).</summary>
public readonly record struct ChildExitStatus
{
    private ChildExitStatus(int? exitCode, Signal? signal, bool coreDumped)
    {
        ExitCode = exitCode;
        Signal = signal;
        CoreDumped = coreDumped;
    }

    /// <summary>The exit code, 0 to 255; null where a signal ended the child.</summary>
    public int? ExitCode { get; }

    /// <summary>The signal that ended the child; null where it exited.</summary>
    public Signal? Signal { get; }

    /// <summary>Whether the signal left a core dump.</summary>
    public bool CoreDumped { get; }

    /// <summary>Whether the child exited with code 0.</summary>
    public bool IsSuccess => ExitCode == 0;

    /// <summary>What <c>$?</c> is after it in a shell: the exit code, or 128 and the number of the signal.</summary>
    public int ShellCode => ExitCode ?? 128 + Signal.GetValueOrDefault().Number;

    /// <inheritdoc/>
    public override string ToString() => ExitCode is { } code
        ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}")
        : $"killed by {Signal}{(CoreDumped ? " (core dumped)" : "")}";

    internal static ChildExitStatus Exited(int code) => new(code, signal: null, coreDumped: false);

    internal static ChildExitStatus Killed(Signal signal, bool coreDumped) => new(exitCode: null, signal, coreDumped);
}
