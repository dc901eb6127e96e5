using Causeway.Sys;

namespace Causeway.Inspection.SystemV;

/// <summary>How much of each segment is in memory and how much in swap space: shmctl(2) tells the sum of all, /proc/sysvipc/shm each.</summary>
internal sealed class SegmentMemory
{
    private readonly Dictionary<int, (long Resident, long Swapped)> _byId = [];

    /// <summary>Parses the file; lines that are malformed are left out.</summary>
    public SegmentMemory(ReadOnlySpan<byte> text)
    {
        if (!ByteFields.TryLine(ref text, out ReadOnlySpan<byte> names))
            return;
        int id = ColumnOf(names, "shmid"u8), resident = ColumnOf(names, "rss"u8), swapped = ColumnOf(names, "swap"u8);
        while (ByteFields.TryLine(ref text, out ReadOnlySpan<byte> line))
        {
            if (TryField(line, id, out long number) && number <= int.MaxValue && TryField(line, resident, out long memory) && TryField(line, swapped, out long swap))
                _byId[(int)number] = (memory, swap);
        }
    }

    /// <summary>Reads it for the IPC namespace that this thread is in; nothing is known where /proc has no such file.</summary>
    public static SegmentMemory Read()
    {
        using ProcText text = new();
        return new SegmentMemory(text.Read(LibC.AT_FDCWD, "/proc/sysvipc/shm\0"u8, out _));
    }

    /// <summary>In bytes.</summary>
    public bool TryFind(int id, out (long Resident, long Swapped) found) => _byId.TryGetValue(id, out found);

    /// <summary>-1 where there is none.</summary>
    private static int ColumnOf(ReadOnlySpan<byte> names, ReadOnlySpan<byte> name)
    {
        for (int column = 0; ByteFields.Word(ref names) is { IsEmpty: false } word; column++)
        {
            if (word.SequenceEqual(name))
                return column;
        }

        return -1;
    }

    private static bool TryField(ReadOnlySpan<byte> line, int column, out long value)
    {
        value = 0;
        ReadOnlySpan<byte> word = default;
        for (int index = 0; index <= column; index++)
            word = ByteFields.Word(ref line);
        bool isRead = ByteFields.TryDecimal(word, out ulong number) && number <= long.MaxValue;
        value = (long)number;
        return isRead;
    }
}
