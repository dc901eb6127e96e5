using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.SysVSem;

/// <summary>Which semaphore set is meant, and which of its semaphores.</summary>
internal static class SetReference
{
    public static readonly SysVReference Of = new("semaphore set", "sysv-sem", "-s");

    public static readonly VerbOption Semaphore = new("--semaphore", "N", "its place in the set, from 0; 0 unless given");

    /// <summary>The set, and the operands that do not name it.</summary>
    /// <exception cref="UsageException">None is named.</exception>
    public static SysVSemaphoreSet Open(VerbArguments arguments, FileAccess access, out IReadOnlyList<string> others) =>
        Of.Open(arguments, key => SysVSemaphoreSet.Open(key, access), id => new SysVSemaphoreSet(id), out others);

    /// <summary>The set; there is no other operand.</summary>
    /// <inheritdoc cref="Open"/>
    public static SysVSemaphoreSet OpenOnly(VerbArguments arguments, FileAccess access) =>
        Of.OpenOnly(arguments, key => SysVSemaphoreSet.Open(key, access), id => new SysVSemaphoreSet(id));

    public static int SemaphoreOf(VerbArguments arguments) => arguments.Integer(Semaphore, 0, ushort.MaxValue) ?? 0;
}
