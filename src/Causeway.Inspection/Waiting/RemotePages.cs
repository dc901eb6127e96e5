using System.Globalization;
using System.Text;
using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <summary>Which memory of other processes comes when it is asked for. One thread.</summary>
/// <remarks>
/// A page that is not there has to come from its file, or from whoever has taken on the mapping's page faults (userfaultfd(2)).
/// Where that one does not answer, whoever reads sleeps until it is killed, or beyond: no call reads what is there and leaves the
/// rest. So pages are looked up first (/proc/PID/pagemap, which waits for nobody), and one that is not there is asked for only in
/// a mapping of which it comes from the kernel alone. A page that goes between the look and the read is still waited for: a
/// moment that a process can hit only by letting go of its pages again and again on purpose.
/// </remarks>
internal sealed unsafe class RemotePages(InspectionContext context)
{
    private const ulong Present = 1UL << 63;
    private const ulong Swapped = 1UL << 62;

    /// <summary>Of a page, there or not: somebody has taken on its faults.</summary>
    private const ulong Tracked = 1UL << 57;
    private const ulong MostAddress = 1UL << 63;
    private const int EntriesAtOnce = 64;

    private readonly List<(ulong Start, ulong End, bool IsKernels)> _mappings = [];
    private int _processId;

    /// <summary>Processes of which something was not read, because it may never come.</summary>
    public HashSet<int> Unread { get; } = [];

    /// <summary>Whether the kernel was built without /proc/PID/pagemap: then nothing is read.</summary>
    public bool IsMissing { get; private set; }

    /// <summary>Whether bytes can be read without waiting for anybody but the kernel.</summary>
    /// <returns>False also where this user may not look, or the process has gone.</returns>
    public bool Come(int processId, ulong address, int bytes)
    {
        if (bytes == 0)
            return true;
        if (address >= MostAddress)
            return false;
        fixed (byte* path = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/pagemap\0")))
        {
            using RawDescriptor file = new(LibC.openat(LibC.AT_FDCWD, path, LibC.O_RDONLY | LibC.O_CLOEXEC, out Errno error));
            if (file.IsOpen)
                return Come(processId, file.Number, address, address + (ulong)bytes - 1);
            OwnLimit.ThrowIfReached(error);
            IsMissing |= error == Errno.ENOENT && !File.Exists("/proc/self/pagemap");
            return false;
        }
    }

    private bool Come(int processId, int pagemap, ulong first, ulong last)
    {
        ulong* entries = stackalloc ulong[EntriesAtOnce];
        ulong pageBytes = (ulong)Environment.SystemPageSize;
        for (ulong page = first / pageBytes; page <= last / pageBytes;)
        {
            nuint wanted = (nuint)Math.Min(EntriesAtOnce, last / pageBytes - page + 1) * sizeof(ulong);
            nint got = LibC.pread(pagemap, (byte*)entries, wanted, (long)(page * sizeof(ulong)), out _);

            // Nothing beyond the last address that there can be, or of a process that has gone.
            if (got < sizeof(ulong))
                return false;
            for (int index = 0; index < (int)got / sizeof(ulong); index++, page++)
            {
                if (!IsThere(entries[index]) && !IsKernels(processId, page * pageBytes))
                    return false;
            }
        }

        return true;
    }

    /// <summary>In memory, or where the kernel itself has put it.</summary>
    private static bool IsThere(ulong entry) => (entry & (Present | Swapped)) != 0 && (entry & Tracked) == 0;

    /// <summary>Whether a page is of a mapping whose pages nobody but the kernel brings; of none is not.</summary>
    private bool IsKernels(int processId, ulong address)
    {
        if (_processId != processId)
            Read(processId);
        (ulong Start, ulong End, bool IsKernels) mapping = _mappings.Find(one => address >= one.Start && address < one.End);
        if (mapping.End != 0 && !mapping.IsKernels)
            Unread.Add(processId);
        return mapping.IsKernels;
    }

    /// <summary>Keeps one process's, that it was asked for last. No file is on device 0, and a file's inode may be 0.</summary>
    private void Read(int processId)
    {
        _mappings.Clear();
        _processId = processId;
        using ProcText text = new();
        ReadOnlySpan<byte> rest = text.Read(LibC.AT_FDCWD, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/smaps\0")), out _);
        (ulong Start, ulong End, bool Answers) range = default;
        while (ByteFields.TryLine(ref rest, out ReadOnlySpan<byte> line))
        {
            if (MapsLine.TryParse(line, out MapsLine map))
                range = (map.Start, map.End, map.Device == 0 || context.MayAsk(context.Mounts.OfDevice(map.Device, processId)));
            else if (line.StartsWith("VmFlags:"u8))
                _mappings.Add((range.Start, range.End, range.Answers && !IsHandled(line)));
        }
    }

    /// <summary><c>VmFlags: rd wr mr mw me ac sd um</c>: those of userfaultfd(2) begin with a u, by what faults it is told of.</summary>
    internal static bool IsHandled(ReadOnlySpan<byte> flags) => flags.IndexOf(" u"u8) >= 0;
}
