using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.SysVSem;

/// <summary><c>causeway sysv-sem rm</c>.</summary>
internal static class SemRm
{
    public static readonly Verb Verb = new("rm", ["[ID...]"], "Removes sets at once; who waits at one is told.", SetReference.Of.Options, Run);

    private static int Run(VerbArguments arguments, Interruption interruption) =>
        SetReference.Of.RemoveAll(arguments, SysVSemaphoreSet.Delete, id => new SysVSemaphoreSet(id).TryDelete());
}
