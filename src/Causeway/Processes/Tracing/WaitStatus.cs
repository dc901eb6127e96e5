namespace Causeway;

/// <summary>The number that wait4(2) gives for a stop or an end.</summary>
internal static class WaitStatus
{
    private const int StoppedMark = 0x7F;
    private const int CoreFlag = 0x80;

    public static bool IsStop(int status) => (status & 0xFF) == StoppedMark;

    public static int SignalOf(int status) => status >> 8 & 0xFF;

    /// <summary>One of PTRACE_EVENT_*; 0 for none.</summary>
    public static int EventOf(int status) => status >> 16;

    public static ChildExitStatus Of(int status) => (status & 0x7F) == 0
        ? ChildExitStatus.Exited(status >> 8 & 0xFF)
        : ChildExitStatus.Killed(new Signal(status & 0x7F), (status & CoreFlag) != 0);
}
