using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>struct mq_attr: four longs and as much room again, the same in glibc and musl.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    public struct mq_attr
    {
        [FieldOffset(0)] public long mq_flags;
        [FieldOffset(8)] public long mq_maxmsg;
        [FieldOffset(16)] public long mq_msgsize;
        [FieldOffset(24)] public long mq_curmsgs;
    }

    /// <summary>
    /// mq_open(3). Variadic in C: mode and attributes are passed like fixed arguments on every supported architecture.
    /// What it answers is a descriptor, closed by close(2) in glibc and musl.
    /// </summary>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mq_open(string name, int flags, uint mode, mq_attr* attributes);
}
