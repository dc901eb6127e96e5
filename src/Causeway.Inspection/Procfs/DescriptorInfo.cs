using System.Collections.Immutable;
using Causeway.Sys;

namespace Causeway.Inspection;

/// <summary>What /proc/PID/fdinfo/N says of a descriptor, by its kind (proc_pid_fdinfo(5)). Lines that are malformed are as if they were missing.</summary>
internal static class DescriptorInfo
{
    /// <summary>O_PATH and O_ACCMODE of the flags, which are the same on every architecture that is supported.</summary>
    private const ulong PathOnly = 0x200000;
    private const ulong AccessMode = 3;

    /// <summary>The mount that its file is on.</summary>
    public static bool TryMount(ReadOnlySpan<byte> info, out int mount) => ByteFields.TryInteger(ByteFields.Value(info, "mnt_id:"u8), out mount);

    /// <summary>The file's inode, as /proc/locks has it: on some file systems stat(2) tells another. False before Linux 5.14.</summary>
    public static bool TryInode(ReadOnlySpan<byte> info, out ulong inode) => ByteFields.TryDecimal(ByteFields.Value(info, "ino:"u8), out inode);

    /// <summary>What it is open for, by its flags.</summary>
    public static IpcAccess Access(ReadOnlySpan<byte> info)
    {
        if (!ByteFields.TryOctal(ByteFields.Value(info, "flags:"u8), out ulong flags) || (flags & PathOnly) != 0)
            return IpcAccess.None;
        return (flags & AccessMode) switch
        {
            LibC.O_RDONLY => IpcAccess.Read,
            LibC.O_WRONLY => IpcAccess.Write,
            LibC.O_RDWR => IpcAccess.ReadWrite,
            _ => IpcAccess.None,
        };
    }

    /// <summary>An eventfd's number; false on kernels that tell none.</summary>
    public static bool TryEventId(ReadOnlySpan<byte> info, out ulong id) => ByteFields.TryDecimal(ByteFields.Value(info, "eventfd-id:"u8), out id);

    public static EventCounterObject EventCounter(IpcObjectId id, ReadOnlySpan<byte> info)
    {
        _ = ByteFields.TryHexadecimal(ByteFields.Value(info, "eventfd-count:"u8), out ulong value);
        ReadOnlySpan<byte> semaphore = ByteFields.Value(info, "eventfd-semaphore:"u8);
        return new EventCounterObject { Id = id, Value = value, IsSemaphore = semaphore.IsEmpty ? null : !semaphore.SequenceEqual("0"u8) };
    }

    public static SignalDescriptorObject SignalDescriptor(IpcObjectId id, ReadOnlySpan<byte> info)
    {
        _ = ByteFields.TryHexadecimal(ByteFields.Value(info, "sigmask:"u8), out ulong signals);
        return new SignalDescriptorObject { Id = id, Signals = SignalSet.OfBits(signals) };
    }

    /// <summary>The process that a pidfd is open for: 0 for one of elsewhere, -1 for one that has ended.</summary>
    public static bool TryWatched(ReadOnlySpan<byte> info, out int process) => ByteFields.TryInteger(ByteFields.Value(info, "Pid:"u8), out process);

    public static TimerObject Timer(IpcObjectId id, ReadOnlySpan<byte> info)
    {
        _ = ByteFields.TryInteger(ByteFields.Value(info, "clockid:"u8), out int clock);
        _ = ByteFields.TryDecimal(ByteFields.Value(info, "ticks:"u8), out ulong ticks);
        return new TimerObject
        {
            Id = id,
            ClockId = clock,
            Ticks = ticks,
            Remaining = Time(ByteFields.Value(info, "it_value:"u8)),
            Interval = Time(ByteFields.Value(info, "it_interval:"u8)),
        };
    }

    public static PollSetObject PollSet(IpcObjectId id, ReadOnlySpan<byte> info)
    {
        ImmutableArray<PolledDescriptor>.Builder targets = ImmutableArray.CreateBuilder<PolledDescriptor>();
        while (ByteFields.TryLine(ref info, out ReadOnlySpan<byte> line))
        {
            if (line.StartsWith("tfd:"u8) && TryTarget(line, out PolledDescriptor target))
                targets.Add(target);
        }

        return new PollSetObject { Id = id, Targets = targets.DrainToImmutable() };
    }

    /// <summary><c>tfd:        3 events:       1f data:                3  pos:0 ino:ffa905 sdev:f</c></summary>
    private static bool TryTarget(ReadOnlySpan<byte> line, out PolledDescriptor target)
    {
        bool isGood = ByteFields.TryInteger(After(line, "tfd:"u8), out int descriptor);
        _ = ByteFields.TryHexadecimal(After(line, "events:"u8), out ulong events);
        _ = ByteFields.TryHexadecimal(After(line, "ino:"u8), out ulong inode);
        target = new PolledDescriptor(descriptor, (uint)events, inode);
        return isGood;
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key)
    {
        int at = line.IndexOf(key);
        if (at < 0)
            return default;
        ReadOnlySpan<byte> rest = line[(at + key.Length)..];
        return ByteFields.Word(ref rest);
    }

    /// <summary><c>(0, 999999123)</c>: seconds and nanoseconds.</summary>
    private static TimeSpan Time(ReadOnlySpan<byte> text)
    {
        int comma = text.IndexOf((byte)',');
        if (comma < 1 || text[0] != (byte)'(' || text[^1] != (byte)')'
            || !ByteFields.TryDecimal(text[1..comma], out ulong seconds) || !ByteFields.TryDecimal(text[(comma + 1)..^1].Trim((byte)' '), out ulong nanoseconds)
            || seconds > (ulong)TimeSpan.MaxValue.TotalSeconds - 1 || nanoseconds > 999_999_999)
            return TimeSpan.Zero;
        return TimeSpan.FromTicks((long)seconds * TimeSpan.TicksPerSecond + (long)nanoseconds / 100);
    }
}
