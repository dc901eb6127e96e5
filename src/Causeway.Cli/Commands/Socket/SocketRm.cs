using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Socket;

/// <summary><c>causeway socket rm</c>.</summary>
internal static class SocketRm
{
    private static readonly VerbOption s_force = new("--force", Value: null, "also one that a process has bound: nobody can connect to it any more");

    public static readonly Verb Verb = new("rm", ["PATH..."], "Removes socket paths that dead processes left behind.", [s_force], Run);

    private static int Run(VerbArguments arguments, Interruption interruption) =>
        CommonOptions.RemoveAll(arguments.Operands, "socket", path => TryRemove(path, arguments.Has(s_force)));

    private static bool TryRemove(string path, bool force)
    {
        if (PathStatus.Of(path) is not { } status)
            return false;
        if (!status.IsSocket)
            throw new IOException($"\"{path}\" is no socket, and therefore left alone");
        if (force)
            File.Delete(path);
        else if (!UnixSocket.TryDeleteStale(path))
            throw new IOException($"\"{path}\" is in use, and therefore left alone; causeway socket stat says who has it, --force removes it all the same");
        return true;
    }
}
