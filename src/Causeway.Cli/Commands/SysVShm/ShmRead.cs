using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.SysVShm;

/// <summary><c>causeway sysv-shm read</c>.</summary>
internal static class ShmRead
{
    public static readonly Verb Verb = new("read", [SysVReference.Operand], "Prints a segment's bytes as they are.",
        [.. SegmentReference.Of.Options, .. MemoryRange.Options], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        using SysVSharedMemoryAttachment attachment = SegmentReference.OpenOnly(arguments).Attach(readOnly: true);
        MemoryTransfer.Print(attachment.Read, MemoryRange.Of(arguments, attachment.Bytes), interruption.Token);
        return 0;
    }
}
