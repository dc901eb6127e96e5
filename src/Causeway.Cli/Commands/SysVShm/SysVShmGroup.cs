using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.SysVShm;

/// <summary><c>causeway sysv-shm</c>.</summary>
internal static class SysVShmGroup
{
    public static readonly VerbGroup Group = new("sysv-shm", "System V shared memory (sysvipc(7))",
        [ShmCreate.Verb, ShmRead.Verb, ShmWrite.Verb, ShmDump.Verb, ShmHold.Verb, ShmStat.Verb, ShmSet.Verb, ShmRm.Verb, ShmLs.Verb],
        "A segment is named by its ID, or by --key N, or by --path FILE with --project N, which is ftok(3)'s key.");
}
