using System.Globalization;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>
/// Owns one file descriptor: closes it once (close(2), never retried), and not before every call that uses it returned.
/// </summary>
/// <remarks>Thread-safe. Every descriptor that Causeway opens is close-on-exec (O_CLOEXEC).</remarks>
public sealed class SafeFileDescriptor : SafeHandle
{
    private readonly bool _owns;

    /// <summary>Takes ownership of an open descriptor.</summary>
    /// <param name="descriptor">The number, 0 or more.</param>
    /// <param name="ownsDescriptor">Whether releasing this handle closes the descriptor; if not, it must stay open until then.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="descriptor"/> is negative.</exception>
    public SafeFileDescriptor(int descriptor, bool ownsDescriptor = true)
        : base(-1, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor);
        _owns = ownsDescriptor;
        SetHandle(descriptor);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == -1;

    /// <summary>The descriptor's number, for messages and for other libraries. It says nothing once the handle is disposed.</summary>
    public int Number => (int)handle;

    /// <summary>What waits for this descriptor's readiness, told before the descriptor goes away.</summary>
    internal IDescriptorWatch? Watch { get; set; }

    /// <summary>What keeps it open during the calls of a mechanism that makes many.</summary>
    internal DescriptorUse? Use { get; set; }

    /// <summary>Makes a second descriptor for the same open file description (fcntl(2), F_DUPFD_CLOEXEC).</summary>
    /// <exception cref="SyscallException">EMFILE: the process is at its descriptor limit.</exception>
    public SafeFileDescriptor Duplicate()
    {
        int duplicate = LibC.fcntl(this, LibC.F_DUPFD_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (duplicate < 0)
            throw SyscallFailure.Create("fcntl(F_DUPFD_CLOEXEC)", ToString(), error);
        return new SafeFileDescriptor(duplicate);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"descriptor {Number}");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Watch?.Abort();
        base.Dispose(disposing);
        if (disposing)
            Use?.End();
        else
            Use?.Abandon();
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        // An epoll registration outlives the number while a duplicate is open: it must go before the close, and without
        // one too. (The base class would not call this for a handle that owns nothing.)
        Watch?.Remove((int)handle);
        return !_owns || LibC.close((int)handle, out Errno error) == 0 || error == Errno.EINTR;
    }
}
