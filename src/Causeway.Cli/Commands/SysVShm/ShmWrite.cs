using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.SysVShm;

/// <summary><c>causeway sysv-shm write</c>.</summary>
internal static class ShmWrite
{
    public static readonly Verb Verb = new("write", [SysVReference.Operand, "[TEXT]"], "Writes TEXT, or all of standard input, into a segment; the rest of it stays.",
        [.. SegmentReference.Of.Options, MemoryRange.OffsetOption], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        SysVSharedMemory memory = SegmentReference.Open(arguments, FileAccess.ReadWrite, out IReadOnlyList<string> texts);
        if (texts.Count > 1)
            throw new UsageException($"'{texts[1]}' is one operand too many");
        using SysVSharedMemoryAttachment attachment = memory.Attach();
        MemoryTransfer.Fill(attachment.Write, MemoryRange.Of(arguments, attachment.Bytes), texts is [var text] ? text : null, interruption.Token);
        return 0;
    }
}
