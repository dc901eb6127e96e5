using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Shm;

/// <summary><c>causeway shm</c>.</summary>
internal static class ShmGroup
{
    public static readonly VerbGroup Group = new("shm", "POSIX shared memory (shm_overview(7))",
        [ShmCreate.Verb, ShmRead.Verb, ShmWrite.Verb, ShmDump.Verb, ShmResize.Verb, ShmStat.Verb, ShmRm.Verb, ShmLs.Verb],
        "NAME is a slash and up to 255 bytes without another: /prices. BYTES are a number, also 0x1000, 64K, 2M or 1G.");
}
