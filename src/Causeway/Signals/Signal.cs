using System.Globalization;

namespace Causeway;

/// <summary>A signal by its number, standard or real-time (signal(7)).</summary>
/// <param name="Number">1 to 64. The numbers here are those of x86-64, arm64 and every other architecture of Linux's generic table.</param>
public readonly partial record struct Signal(int Number)
{
    private static readonly string[] s_names =
    [
        "0", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
        "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>The highest signal number, SIGRTMAX.</summary>
    public const int Maximum = 64;

    /// <summary>SIGRTMIN of glibc, from which the names count.</summary>
    private const int RealTimeMinimum = 34;

    /// <summary>SIGHUP: the terminal hung up.</summary>
    public static Signal Hup => new(1);

    /// <summary>SIGINT: interrupt from the keyboard.</summary>
    public static Signal Int => new(2);

    /// <summary>SIGQUIT: quit from the keyboard, with a core file.</summary>
    public static Signal Quit => new(3);

    /// <summary>SIGKILL: ends the process; cannot be caught, blocked or ignored.</summary>
    public static Signal Kill => new(9);

    /// <summary>SIGUSR1: for the program's own use.</summary>
    public static Signal Usr1 => new(10);

    /// <summary>SIGUSR2: for the program's own use.</summary>
    public static Signal Usr2 => new(12);

    /// <summary>SIGPIPE: a write to a pipe or socket that nobody reads. .NET ignores it.</summary>
    public static Signal Pipe => new(13);

    /// <summary>SIGALRM: alarm(2) ran out.</summary>
    public static Signal Alrm => new(14);

    /// <summary>SIGTERM: a request to end.</summary>
    public static Signal Term => new(15);

    /// <summary>SIGCHLD: a child ended or stopped.</summary>
    public static Signal Chld => new(17);

    /// <summary>SIGCONT: go on after a stop.</summary>
    public static Signal Cont => new(18);

    /// <summary>SIGSTOP: stops the process; cannot be caught, blocked or ignored.</summary>
    public static Signal Stop => new(19);

    /// <summary>The name as kill(1) takes it, with SIG in front: <c>SIGTERM</c>; real-time signals count down from <c>SIGRTMAX</c>.</summary>
    public string Name => Number switch
    {
        > 0 and < 32 => "SIG" + s_names[Number],
        Maximum => "SIGRTMAX",
        > 48 and < Maximum => string.Create(CultureInfo.InvariantCulture, $"SIGRTMAX-{Maximum - Number}"),
        >= RealTimeMinimum and <= 48 => string.Create(CultureInfo.InvariantCulture, $"SIGRTMIN+{Number - RealTimeMinimum}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"signal {Number}"),
    };

    /// <summary>SIGRTMIN+n, as glibc counts: the number 34+n. From 2 on it is free on every C library.</summary>
    /// <param name="n">From 0 to 30.</param>
    /// <exception cref="ArgumentOutOfRangeException">Out of range.</exception>
    public static Signal RealTime(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, Maximum - RealTimeMinimum);
        return new Signal(RealTimeMinimum + n);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Refuses what is no signal number.</summary>
    internal void ThrowIfInvalid(string parameterName)
    {
        if (Number is < 1 or > Maximum)
            throw new ArgumentOutOfRangeException(parameterName, Number, "A signal is a number from 1 to 64.");
    }
}
