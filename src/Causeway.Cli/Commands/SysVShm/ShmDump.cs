using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.SysVShm;

/// <summary><c>causeway sysv-shm dump</c>.</summary>
internal static class ShmDump
{
    public static readonly Verb Verb = new("dump", [SysVReference.Operand], "Prints a segment's bytes in hexadecimal and as text, as hexdump -C has them.",
        [.. SegmentReference.Of.Options, .. MemoryRange.Options], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        using SysVSharedMemoryAttachment attachment = SegmentReference.OpenOnly(arguments).Attach(readOnly: true);
        MemoryTransfer.Dump(attachment.Read, MemoryRange.Of(arguments, attachment.Bytes), interruption.Token);
        return 0;
    }
}
