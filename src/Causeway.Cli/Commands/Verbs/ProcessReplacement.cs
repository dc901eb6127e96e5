using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Verbs;

/// <summary>Puts a command in the place of this process: what the kernel keeps for the process is then the command's.</summary>
internal static unsafe class ProcessReplacement
{
    /// <summary>Returns only where it fails.</summary>
    /// <returns>Why it could not be run.</returns>
    public static CommandNotRunException Become(IReadOnlyList<string> command)
    {
        nint[] arguments = [.. command.Select(Marshal.StringToCoTaskMemUTF8), 0];

        // Exec puts handlers back by itself; what is ignored stays so, and the runtime ignores SIGPIPE.
        LibC.sigaction_t byDefault = default;
        _ = LibC.sigaction(Signal.Pipe.Number, &byDefault, null);
        Errno error;
        fixed (nint* start = arguments)
        {
            _ = LibC.execvp((byte*)arguments[0], (byte**)start);
            error = Errno.Last;
        }

        Array.ForEach(arguments, Marshal.FreeCoTaskMem);
        return error == Errno.ENOENT || error == Errno.ENOTDIR
            ? new CommandNotRunException(CommandNotRunException.NotFound, $"there is no command '{command[0]}'")
            : new CommandNotRunException(CommandNotRunException.NotExecutable, $"the command '{command[0]}' cannot be run: {error.Name}, {error.Meaning}");
    }
}
