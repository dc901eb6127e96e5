namespace Causeway.Inspection;

/// <summary>A line of /proc/locks, or one after <c>lock:</c> in fdinfo: <c>1: -> POSIX  ADVISORY  WRITE 1234 fe:00:347232 0 EOF</c>.</summary>
/// <param name="Number">Its number in the list; who waits for it has the same.</param>
/// <param name="IsWaiting">Whether it is waited for.</param>
/// <param name="Kind">What kind.</param>
/// <param name="Mode">Shared or exclusive.</param>
/// <param name="ProcessId">Who took it; -1 for open file descriptions, 0 for a process of elsewhere.</param>
/// <param name="Device">The file's device.</param>
/// <param name="Inode">The file.</param>
/// <param name="Range">Which bytes.</param>
internal readonly record struct LockLine(int Number, bool IsWaiting, FileLockKind Kind, FileLockMode Mode, int ProcessId, uint Device, ulong Inode, FileRange Range)
{
    /// <summary>False where it is no such line, or of no file.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out LockLine held)
    {
        held = default;
        ReadOnlySpan<byte> rest = line;
        if (!ByteFields.TryInteger(ByteFields.TrimEnd(ByteFields.Word(ref rest), (byte)':'), out int number))
            return false;
        ReadOnlySpan<byte> kind = ByteFields.Word(ref rest);
        bool waiting = kind.SequenceEqual("->"u8);
        if (waiting)
            kind = ByteFields.Word(ref rest);
        ByteFields.Word(ref rest);
        ReadOnlySpan<byte> mode = ByteFields.Word(ref rest);
        if (!ByteFields.TryInteger(ByteFields.Word(ref rest), out int process) || !ByteFields.TryDeviceInode(ByteFields.Word(ref rest), out uint device, out ulong inode)
            || !TryRange(ByteFields.Word(ref rest), ByteFields.Word(ref rest), out FileRange range))
            return false;
        held = new LockLine(number, waiting, KindOf(kind), mode.SequenceEqual("READ"u8) ? FileLockMode.Shared : FileLockMode.Exclusive, process, device, inode, range);
        return true;
    }

    private static bool TryRange(ReadOnlySpan<byte> first, ReadOnlySpan<byte> last, out FileRange range)
    {
        range = default;
        if (!ByteFields.TryDecimal(first, out ulong start) || start > long.MaxValue)
            return false;
        if (last.SequenceEqual("EOF"u8))
        {
            range = FileRange.From((long)start);
            return true;
        }

        if (!ByteFields.TryDecimal(last, out ulong end) || end > long.MaxValue || end < start)
            return false;
        range = FileRange.Between((long)start, (long)end);
        return true;
    }

    private static FileLockKind KindOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("FLOCK"u8) ? FileLockKind.Flock
        : word.SequenceEqual("POSIX"u8) ? FileLockKind.Posix
        : word.SequenceEqual("OFDLCK"u8) ? FileLockKind.OpenFileDescription
        : word.SequenceEqual("LEASE"u8) ? FileLockKind.Lease
        : FileLockKind.Other;
}
