using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Inspection;

/// <summary>Reads files of /proc and targets of its links, each into the same memory. One thread.</summary>
internal sealed unsafe class ProcText : IDisposable
{
    private const int FirstBytes = 64 * 1024;

    /// <summary>A process may have a million mappings; more than this of one file is left out.</summary>
    private const int MostBytes = 256 * 1024 * 1024;

    private byte* _buffer = (byte*)NativeMemory.Alloc(FirstBytes);
    private int _bytes = FirstBytes;

    /// <summary>All of a file below an open directory; valid until the next call. Empty where it cannot be read, and the error says why.</summary>
    /// <param name="directory">Open, or AT_FDCWD.</param>
    /// <param name="name">With a NUL at its end.</param>
    /// <param name="error">Why it is empty; none where it was read.</param>
    public ReadOnlySpan<byte> Read(int directory, byte* name, out Errno error)
    {
        using RawDescriptor file = new(LibC.openat(directory, name, LibC.O_RDONLY | LibC.O_CLOEXEC | LibC.O_NOCTTY, out error));
        if (!file.IsOpen)
        {
            OwnLimit.ThrowIfReached(error);
            return default;
        }

        int filled = 0;
        while (true)
        {
            nint got = LibC.read(file.Number, _buffer + filled, (nuint)(_bytes - filled), out error);
            if (got < 0 && error == Errno.EINTR)
                continue;
            if (got < 0)
                return default;
            filled += (int)got;
            if (got == 0 || (filled == _bytes && !TryGrow()))
                return new ReadOnlySpan<byte>(_buffer, filled);
        }
    }

    /// <summary>As above, of a name such as <c>"status\0"u8</c>.</summary>
    public ReadOnlySpan<byte> Read(int directory, ReadOnlySpan<byte> name, out Errno error)
    {
        fixed (byte* start = name)
            return Read(directory, start, out error);
    }

    /// <summary>Where a link below an open directory leads, valid until the next call; empty where it is gone or may not be read.</summary>
    public ReadOnlySpan<byte> Target(int directory, byte* name, out Errno error)
    {
        nint got = LibC.readlinkat(directory, name, _buffer, (nuint)_bytes, out error);
        return got < 0 ? default : new ReadOnlySpan<byte>(_buffer, (int)got);
    }

    /// <inheritdoc cref="Target(int, byte*, out Errno)"/>
    public ReadOnlySpan<byte> Target(int directory, ReadOnlySpan<byte> name, out Errno error)
    {
        fixed (byte* start = name)
            return Target(directory, start, out error);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_buffer);
        _buffer = null;
        _bytes = 0;
    }

    private bool TryGrow()
    {
        if (_bytes >= MostBytes)
            return false;
        _bytes *= 2;
        _buffer = (byte*)NativeMemory.Realloc(_buffer, (nuint)_bytes);
        return true;
    }
}
