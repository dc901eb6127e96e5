using Causeway.Sys;

namespace Causeway;

/// <content>Making it longer or shorter.</content>
public sealed unsafe partial class MemoryMapping
{
    /// <summary>Changes its length (mremap(2)); the bytes that it had stay, and anonymous memory that is added is zero.</summary>
    /// <remarks>
    /// <para>
    /// It grows where it is if the addresses behind it are free, which disturbs nobody. Otherwise it moves, and moving and
    /// shortening are refused while a lease is out or once a futex, semaphore or lock was placed in it. Spans and
    /// references that were taken from this object without a lease must not be used afterwards.
    /// </para>
    /// <para>
    /// The file is not changed: lengthen it first (<see cref="PosixSharedMemory.Resize"/>, <see cref="Reserve"/>). A mapping
    /// does not grow beyond the last page that the file has.
    /// </para>
    /// </remarks>
    /// <param name="lengthBytes">1 or more; of huge pages, whole ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or beyond the file's last page.</exception>
    /// <exception cref="InvalidOperationException">It would have to move or be shortened, and leases are out or something is placed in it.</exception>
    /// <exception cref="SyscallException">ENOMEM: no address space. EAGAIN: it is locked, and RLIMIT_MEMLOCK does not allow more. EFAULT: parts of it have been advised or locked differently. EINVAL: not whole huge pages, or a kernel that cannot resize them.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Resize(long lengthBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengthBytes);
        _region.Change(() =>
        {
            if (lengthBytes < Length)
                _region.ChangeUnused("be shortened", () => Shorten(lengthBytes));
            else if (!TryGrowInPlace(lengthBytes))
                _region.ChangeUnused("move to where there is room", () => Grow(lengthBytes, mayMove: true));
        });
    }

    /// <summary>Grows it where it is (mremap(2)), as <see cref="Resize"/>; leases, spans and all that is placed in it stay valid.</summary>
    /// <param name="lengthBytes">At least the length it has.</param>
    /// <returns>False where the addresses behind it are taken: it would have to move.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Shorter than it is, or beyond the file's last page.</exception>
    /// <inheritdoc cref="Resize" path="/exception[@cref='SyscallException']"/>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public bool TryResizeInPlace(long lengthBytes)
    {
        bool grown = false;
        _region.Change(() =>
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(lengthBytes, Length);
            grown = TryGrowInPlace(lengthBytes);
        });
        return grown;
    }

    private bool TryGrowInPlace(long lengthBytes)
    {
        try
        {
            Grow(lengthBytes, mayMove: false);
            return true;
        }
        catch (SyscallException e) when (e.Errno == Errno.ENOMEM)
        {
            return false;
        }
    }

    private void Grow(long lengthBytes, bool mayMove)
    {
        long length = Length;
        long mapped = _mapping.Length;
        Remap(lengthBytes, mayMove);
        try
        {
            // Pages beyond the file's end would be SIGBUS: the kernel looks, so that we need not touch them, and no lease
            // learns of the new length before.
            if (_isFile && CanRead && !IsThere(lengthBytes - 1))
            {
                Remap(mapped, mayMove: false);
                throw new ArgumentOutOfRangeException(nameof(lengthBytes), lengthBytes, $"\"{Name}\" is not that long, or has no room there: lengthen it first (Reserve, Resize of the object).");
            }

            length = lengthBytes;
        }
        finally
        {
            Publish(length);
        }
    }

    private void Shorten(long lengthBytes)
    {
        Remap(lengthBytes, mayMove: false);
        Publish(lengthBytes);
    }

    private void Remap(long lengthBytes, bool mayMove)
    {
        nint address = LibC.mremap(_mapping.DangerousGetHandle(), (nuint)_mapping.Length, (nuint)lengthBytes, mayMove ? LibC.MREMAP_MAYMOVE : 0);
        Errno error = Errno.Last;
        if (address == LibC.MAP_FAILED)
        {
            throw SyscallFailure.Create("mremap", Name, error,
                error == Errno.EAGAIN ? $"it is locked in memory and the process may have {MemoryLockLimit.Describe()} locked: raise RLIMIT_MEMLOCK or unlock it"
                : error == Errno.EFAULT ? "parts of it were advised or locked differently: give all of it the same first"
                : error == Errno.EINVAL && PageBytes != Environment.SystemPageSize ? $"the length must be a multiple of {PageBytes}, and kernels before 5.16 cannot resize huge pages"
                : null);
        }

        _mapping.Change(address, (nuint)lengthBytes);
    }

    /// <summary>Lets leases and spans know the place and the length.</summary>
    private void Publish(long lengthBytes) => _region.Set(BytesAt(_mapping.DangerousGetHandle(), lengthBytes, _protection));

    private bool IsThere(long offset)
    {
        try
        {
            byte probe;
            GuardedCopy.OutOf(Name, offset, (byte*)_mapping.DangerousGetHandle() + offset, &probe, 1);
            return true;
        }
        catch (SyscallException e) when (e.Errno == Errno.EFAULT)
        {
            return false;
        }
    }
}
