using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>read(2).</summary>
    public static nint read(SafeFileDescriptor descriptor, byte* buffer, nuint count, out Errno error)
    {
        // Without using: in a try region the compiler would not inline the call.
        HandleHold hold = new(descriptor);
        nint result = read((int)hold.Value, buffer, count);
        error = Errno.Of(result);
        hold.Dispose();
        return result;
    }

    /// <summary>The same of a number that the caller owns (<see cref="RawDescriptor"/>).</summary>
    public static nint read(int descriptor, byte* buffer, nuint count, out Errno error)
    {
        nint result = read(descriptor, buffer, count);
        error = Errno.Of(result);
        return result;
    }

    [LibraryImport(Library)]
    private static partial nint read(int descriptor, byte* buffer, nuint count);
}
