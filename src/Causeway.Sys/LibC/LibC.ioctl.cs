using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>Bytes that can be read now.</summary>
    public const int FIONREAD = 0x541B;

    /// <summary>Of a UNIX socket, what of the send buffer is taken by what nobody has read yet (SIOCOUTQ, unix(7)).</summary>
    public const int TIOCOUTQ = 0x5411;

    /// <summary>A terminal's size, read and set.</summary>
    public const int TIOCGWINSZ = 0x5413;
    public const int TIOCSWINSZ = 0x5414;

    /// <summary>struct winsize.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct winsize
    {
        public ushort ws_row;
        public ushort ws_col;
        public ushort ws_xpixel;
        public ushort ws_ypixel;
    }

    /// <summary>ioctl(2). Variadic in C: the one argument is passed like a fixed one on every supported architecture.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int ioctl(SafeFileDescriptor descriptor, nuint request, int* argument);

    /// <summary>The same for hot paths, of a number that the caller owns (<see cref="RawDescriptor"/>).</summary>
    public static int ioctl(int descriptor, nuint request, int* argument, out Errno error)
    {
        int result = ioctl_hot(descriptor, request, argument);
        error = Errno.Of(result);
        return result;
    }

    [LibraryImport(Library, EntryPoint = "ioctl")]
    private static partial int ioctl_hot(int descriptor, nuint request, int* argument);
}
