using System.Globalization;
using System.Text.Unicode;
using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <summary>The files of one thread in /proc, each read into the same memory.</summary>
/// <param name="text">Into which.</param>
/// <param name="directory">Open, or AT_FDCWD.</param>
/// <param name="prefix">The way from there to the threads, with a slash at its end if it is any.</param>
/// <param name="thread">The thread's id.</param>
internal readonly unsafe struct ThreadFiles(ProcText text, int directory, string prefix, int thread)
{
    /// <summary>"/proc/PID/task/TID/syscall" with both ids as long as they can be.</summary>
    private const int MostBytes = 64;

    /// <summary>The same of a thread of this process.</summary>
    public ThreadFiles(ProcText text, int process, int thread)
        : this(text, LibC.AT_FDCWD, string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task/"), thread)
    {
    }

    /// <summary>All of one of them; valid until the next is read.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="error">Why it is empty; none where it was read.</param>
    public ReadOnlySpan<byte> Read(string file, out Errno error)
    {
        Span<byte> name = stackalloc byte[MostBytes];
        _ = Utf8.TryWrite(name, CultureInfo.InvariantCulture, $"{prefix}{thread}/{file}\0", out _);
        fixed (byte* start = name)
            return text.Read(directory, start, out error);
    }

    /// <inheritdoc cref="Read(string, out Errno)"/>
    public ReadOnlySpan<byte> Read(string file) => Read(file, out _);
}
