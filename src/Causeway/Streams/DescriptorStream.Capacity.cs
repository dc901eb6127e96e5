using Causeway.Sys;

namespace Causeway;

/// <content>How much the pipe holds.</content>
public abstract partial class DescriptorStream
{
    /// <summary>
    /// How many bytes the pipe holds before a writer waits (fcntl(2), F_GETPIPE_SZ and F_SETPIPE_SZ): 65,536 unless set, less
    /// where this user's pipes hold too much in all (/proc/sys/fs/pipe-user-pages-soft). The kernel rounds up to a power of
    /// two of pages. It belongs to the pipe, whichever end sets it. Small writes fill it sooner: each page holds one write
    /// at least, and an unfinished page is not always filled up.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    /// <exception cref="SyscallException">EBUSY: more is in the pipe than would fit. EPERM: over /proc/sys/fs/pipe-max-size, or this user's pipes hold too much in all.</exception>
    public int CapacityBytes
    {
        get => Capacity("fcntl(F_GETPIPE_SZ)", LibC.F_GETPIPE_SZ, 0);
        set => SetCapacity(value);
    }

    /// <summary>Sets <see cref="CapacityBytes"/> and says what became of it.</summary>
    /// <param name="bytes">At least this many.</param>
    /// <returns>What the kernel rounded it up to.</returns>
    /// <inheritdoc cref="CapacityBytes" path="/exception"/>
    public int SetCapacity(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        return Capacity("fcntl(F_SETPIPE_SZ)", LibC.F_SETPIPE_SZ, bytes);
    }

    private int Capacity(string operation, int command, int bytes)
    {
        int capacity = LibC.fcntl(Descriptor, command, bytes);
        Errno error = Errno.Last;
        if (capacity >= 0)
            return capacity;
        string? remedy = null;
        if (error == Errno.EBUSY)
            remedy = "read what is in the pipe first";
        else if (error == Errno.EPERM)
            remedy = "raise /proc/sys/fs/pipe-max-size (or pipe-user-pages-soft), or ask for less";
        throw SyscallFailure.Create(operation, _name, error, remedy);
    }
}
