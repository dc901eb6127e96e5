using Causeway.Placing;
using Causeway.Sys;

namespace Causeway;

/// <summary>A 32-bit word in shared memory on which threads of any process sleep until it is changed and they are woken (futex(2)).</summary>
/// <remarks>
/// <para>
/// The kernel compares the word and goes to sleep in one step. A waiter loads the word, decides, and waits for it to differ
/// from what it loaded; a waker stores the word, then wakes. A wake-up may come without a cause: loop on the word's value.
/// </para>
/// <para>
/// With <see cref="FutexScope.AllProcesses"/> it is a shared one (without FUTEX_PRIVATE_FLAG), so that processes meet that map
/// the same file at different addresses; programs in C must not set that flag either. A call under way keeps the memory
/// mapped. Thread-safe. Low level: locks and semaphores are built of it, and hold no one's hand.
/// </para>
/// </remarks>
public sealed partial class Futex
{
    private const int WordBytes = sizeof(int);
    private readonly Place _place;
    private readonly int _flag;

    /// <summary>The futex at an offset of a mapping. It holds the mapping while a call is under way, and does not own it.</summary>
    /// <param name="mapping">Mapped to read and write; shared, unless the scope is this process.</param>
    /// <param name="offset">In bytes, a multiple of 4.</param>
    /// <param name="scope">Who meets there.</param>
    /// <exception cref="ArgumentException">The word is not within the mapping, or not aligned.</exception>
    /// <exception cref="InvalidOperationException">Mapped to read only, or private with <see cref="FutexScope.AllProcesses"/>.</exception>
    /// <exception cref="ObjectDisposedException">The mapping was disposed.</exception>
    public Futex(MemoryMapping mapping, long offset, FutexScope scope = FutexScope.AllProcesses)
        : this(Place.In(mapping, offset, WordBytes, WordBytes, mayBePrivate: scope == FutexScope.ThisProcess), scope)
    {
    }

    /// <summary>The futex at an offset of a System V segment. It holds the attachment while a call is under way, and does not own it.</summary>
    /// <param name="attachment">Attached to read and write.</param>
    /// <param name="offset">In bytes, a multiple of 4.</param>
    /// <param name="scope">Who meets there.</param>
    /// <exception cref="ArgumentException">The word is not within the segment, or not aligned.</exception>
    /// <exception cref="InvalidOperationException">Attached to read only.</exception>
    /// <exception cref="ObjectDisposedException">The segment was detached.</exception>
    public Futex(SysVSharedMemoryAttachment attachment, long offset, FutexScope scope = FutexScope.AllProcesses)
        : this(Place.In(attachment, offset, WordBytes, WordBytes), scope)
    {
    }

    /// <summary>The futex at an address.</summary>
    /// <param name="address">A multiple of 4, of a word to read and write: nothing checks that, and the caller keeps it mapped while it is used here.</param>
    /// <param name="scope">Who meets there.</param>
    /// <exception cref="ArgumentException">0, or not aligned.</exception>
    public Futex(nint address, FutexScope scope = FutexScope.AllProcesses)
        : this(Place.At(address, WordBytes), scope)
    {
    }

    private Futex(Place place, FutexScope scope)
    {
        if (!Enum.IsDefined(scope))
            throw new ArgumentOutOfRangeException(nameof(scope), scope, "AllProcesses or ThisProcess.");
        _place = place;
        _flag = scope == FutexScope.ThisProcess ? LibC.FUTEX_PRIVATE_FLAG : 0;
    }

    /// <summary>The word, for Volatile and Interlocked. It must not be used after the memory was disposed.</summary>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public unsafe ref int Word
    {
        get
        {
            ObjectDisposedException.ThrowIf(_place.Memory.IsClosed, this);
            // SAFETY: the word is within the memory, and aligned. That the memory outlives the reference is the caller's part.
            return ref *(int*)(_place.Memory.DangerousGetHandle() + _place.Offset);
        }
    }

    /// <summary>Keeps the word mapped; its address is the hold's value and <see cref="Offset"/>.</summary>
    internal HandleHold Hold() => new(_place.Memory);

    /// <summary>Where the word lies in what <see cref="Hold"/> holds.</summary>
    internal nint Offset => _place.Offset;

    /// <summary>What is told to futex_waitv of this word.</summary>
    internal uint WaitvFlags => LibC.FUTEX_32 | (uint)_flag;

    /// <summary>The memory, for those who hold many words.</summary>
    internal System.Runtime.InteropServices.SafeHandle Memory => _place.Memory;

    private string Name => _place.Name;
}
