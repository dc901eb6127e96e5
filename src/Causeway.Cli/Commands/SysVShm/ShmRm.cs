using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.SysVShm;

/// <summary><c>causeway sysv-shm rm</c>.</summary>
internal static class ShmRm
{
    public static readonly Verb Verb = new("rm", ["[ID...]"], "Removes segments: their keys at once, their memory when the last process has detached it.",
        SegmentReference.Of.Options, Run);

    private static int Run(VerbArguments arguments, Interruption interruption) =>
        SegmentReference.Of.RemoveAll(arguments, SysVSharedMemory.Delete, id => new SysVSharedMemory(id).TryDelete());
}
