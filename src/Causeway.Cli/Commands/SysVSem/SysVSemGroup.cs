using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.SysVSem;

/// <summary><c>causeway sysv-sem</c>.</summary>
internal static class SysVSemGroup
{
    public static readonly VerbGroup Group = new("sysv-sem", "System V semaphore sets (sysvipc(7))",
        [SemCreate.Verb, SemOperations.Op, SemOperations.Wait, SemOperations.Post, SemHold.Verb, SemGet.Verb, SemStat.Verb, SemSet.Verb, SemRm.Verb, SemLs.Verb],
        "A set is named by its ID, or by --key N, or by --path FILE with --project N, which is ftok(3)'s key. Semaphores count from 0.");
}
