using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Msg;

/// <summary>Which queue is meant.</summary>
internal static class QueueReference
{
    public static readonly SysVReference Of = new("queue", "msg", "-q");

    /// <summary>The queue, and the operands that do not name it.</summary>
    /// <exception cref="UsageException">None is named.</exception>
    public static SysVMessageQueue Open(VerbArguments arguments, FileAccess access, out IReadOnlyList<string> others) =>
        Of.Open(arguments, key => SysVMessageQueue.Open(key, access), id => new SysVMessageQueue(id), out others);

    /// <summary>The queue; there is no other operand.</summary>
    /// <inheritdoc cref="Open"/>
    public static SysVMessageQueue OpenOnly(VerbArguments arguments, FileAccess access) =>
        Of.OpenOnly(arguments, key => SysVMessageQueue.Open(key, access), id => new SysVMessageQueue(id));
}
