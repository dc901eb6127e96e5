using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Sem;

/// <summary><c>causeway sem</c>.</summary>
internal static class SemGroup
{
    public static readonly VerbGroup Group = new("sem", "named POSIX semaphores (sem_overview(7))",
        [SemCreate.Verb, SemPost.Verb, SemWait.Verb, SemTry.Verb, SemHold.Verb, SemStat.Verb, SemRm.Verb, SemLs.Verb],
        "NAME is a slash and up to 251 bytes without another: /slots. What a killed process took is not given back.");
}
