using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.SysVShm;

/// <summary>Which segment is meant.</summary>
internal static class SegmentReference
{
    public static readonly SysVReference Of = new("segment", "sysv-shm", "-m");

    /// <summary>The segment, and the operands that do not name it.</summary>
    /// <exception cref="UsageException">None is named.</exception>
    public static SysVSharedMemory Open(VerbArguments arguments, FileAccess access, out IReadOnlyList<string> others) =>
        Of.Open(arguments, key => SysVSharedMemory.Open(key, access), id => new SysVSharedMemory(id), out others);

    /// <summary>The segment; there is no other operand.</summary>
    /// <inheritdoc cref="Open"/>
    public static SysVSharedMemory OpenOnly(VerbArguments arguments, FileAccess access = FileAccess.Read) =>
        Of.OpenOnly(arguments, key => SysVSharedMemory.Open(key, access), id => new SysVSharedMemory(id));
}
