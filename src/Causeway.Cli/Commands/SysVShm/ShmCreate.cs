using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.SysVShm;

/// <summary><c>causeway sysv-shm create</c>.</summary>
internal static class ShmCreate
{
    private static readonly VerbOption s_private = new("--private", Value: null, "without a key: found by its id alone");
    private static readonly VerbOption s_size = new("--size", "BYTES", "its size: 4096, 64K, 1G; never changes");
    private static readonly VerbOption s_hugePages = new("--huge-pages", "BYTES", "of huge pages of this size, such as 2M; 0 for the machine's usual size");

    public static readonly Verb Verb = new("create", [], "Creates a segment of zeros and prints its id.",
        [.. SegmentReference.Of.Options, s_private, s_size, CommonOptions.Mode, s_hugePages, CommonOptions.IfMissing], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        arguments.AllowOneOf(s_private, SegmentReference.Of.Key, SegmentReference.Of.KeyFile);
        arguments.AllowOneOf(s_private, CommonOptions.IfMissing);
        arguments.AllowOneOf(s_hugePages, CommonOptions.IfMissing);
        SysVKey key = arguments.Has(s_private)
            ? SysVKey.Private
            : SegmentReference.Of.KeyOf(arguments) ?? throw new UsageException("one of --key, --path and --private is missing");
        long size = ByteCount.Of(arguments, s_size, minimum: 1) ?? throw new UsageException("--size is missing");
        UnixFileMode mode = CommonOptions.ModeOf(arguments);
        long? hugePages = ByteCount.Of(arguments, s_hugePages);
        StandardDescriptor.CheckOutput(); // A private segment is lost where nobody reads its id.
        SysVSharedMemory memory = arguments.Has(CommonOptions.IfMissing)
            ? SysVSharedMemory.OpenOrCreate(key, size, mode)
            : SysVSharedMemory.Create(key, size, mode, hugePages);
        Console.Out.WriteLine(memory.Id);
        return 0;
    }
}
