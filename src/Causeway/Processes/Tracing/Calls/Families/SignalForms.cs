using System.Globalization;
using static Causeway.CallArgument;

namespace Causeway;

/// <summary>Signals.</summary>
internal static class SignalForms
{
    private static readonly CallFlags s_how = CallFlags.One(("SIG_BLOCK", 0), ("SIG_UNBLOCK", 1), ("SIG_SETMASK", 2));
    private static readonly CallFlags s_signalfd = CallFlags.Bits(("SFD_NONBLOCK", 0x800), ("SFD_CLOEXEC", 0x80000));
    private static readonly CallFlags s_action = CallFlags.Bits(
        ("SA_NOCLDSTOP", 1), ("SA_NOCLDWAIT", 2), ("SA_SIGINFO", 4), ("SA_ONSTACK", 0x08000000), ("SA_RESTART", 0x10000000), ("SA_NODEFER", 0x40000000),
        ("SA_RESETHAND", unchecked((int)0x80000000)));

    public static CallForm[] All { get; } =
    [
        new("kill", new(62, 129), IpcMechanism.Signal, Target, SignalNumber),
        new("tkill", new(200, 130), IpcMechanism.Signal, Target, SignalNumber),
        new("tgkill", new(234, 131), IpcMechanism.Signal, Target, Number, SignalNumber),
        new("rt_sigqueueinfo", new(129, 138), IpcMechanism.Signal, Target, SignalNumber, Pointer),
        new("rt_tgsigqueueinfo", new(297, 240), IpcMechanism.Signal, Target, Number, SignalNumber, Pointer),
        new("rt_sigaction", new(13, 134), IpcMechanism.Signal, SignalNumber, Action, Action with { IsOutput = true }),
        new("rt_sigprocmask", new(14, 135), IpcMechanism.Signal, Of(s_how), Mask, MaskOut),
        new("rt_sigpending", new(127, 136), IpcMechanism.Signal, MaskOut),
        new("rt_sigtimedwait", new(128, 137), IpcMechanism.Signal, Mask, Pointer, Time),
        new("rt_sigsuspend", new(130, 133), IpcMechanism.Signal, Mask),
        new("restart_syscall", new(219, 128), static _ => null) { IsRestart = true },
        new("pause", new(34, -1), IpcMechanism.Signal),
        new("signalfd", new(282, -1), IpcMechanism.Signal, Number, Mask) { Result = CallResult.Descriptor },
        new("signalfd4", new(289, 74), IpcMechanism.Signal, Number, Mask, Long, Of(s_signalfd)) { Result = CallResult.Descriptor },
    ];

    private static CallArgument Target => new(static (call, value, text) =>
    {
        call.Subject ??= string.Create(CultureInfo.InvariantCulture, $"pid {(int)value}");
        text.AddNumber((int)value);
    });

    /// <summary>The kernel's struct sigaction begins with handler and flags on both architectures.</summary>
    private static CallArgument Action => new(static (call, value, text) =>
    {
        if (!call.TryRead(value, out (ulong Handler, ulong Flags) action))
        {
            WritePointer(value, text);
            return;
        }

        const ulong Restorer = 0x04000000;
        text.Add('{');
        if (action.Handler == 0)
            text.Add("SIG_DFL");
        else if (action.Handler == 1)
            text.Add("SIG_IGN");
        else
            text.AddHex(action.Handler);
        text.Add(", ");
        s_action.Write(action.Flags & ~Restorer, text);
        text.Add('}');
    });
}
