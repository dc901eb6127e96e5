using Causeway.Sys;

namespace Causeway;

/// <summary>A system call that is decoded: a row of a family's table.</summary>
/// <param name="Name">As in its man page.</param>
/// <param name="Number">On x86-64 and arm64; negative where an architecture has no such call.</param>
/// <param name="Sort">What it communicates through, which may depend on the arguments; null where it is no IPC.</param>
/// <param name="Arguments">How each is written.</param>
internal sealed record CallForm(string Name, PerArchitecture Number, Func<OpenCall, IpcMechanism?> Sort, params CallArgument[] Arguments)
{
    public CallForm(string name, PerArchitecture number, IpcMechanism mechanism, params CallArgument[] arguments)
        : this(name, number, _ => mechanism, arguments)
    {
    }

    /// <summary>What it answers where it succeeds.</summary>
    public CallResult Result { get; init; } = CallResult.Number;

    /// <summary>It goes on with the call that a stop interrupted (restart_syscall(2)).</summary>
    public bool IsRestart { get; init; }
}
