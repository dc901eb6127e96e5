using System.Runtime.InteropServices;

namespace Causeway.Sys;

/// <summary>
/// Owns one mapping: unmaps it once (munmap(2)), and not before every call that holds it returned.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SafeMapping : SafeHandle
{
    private readonly nuint _length;

    /// <summary>Takes ownership of what mmap(2) answered.</summary>
    public SafeMapping(nint address, nuint length)
        : base(LibC.MAP_FAILED, ownsHandle: true)
    {
        _length = length;
        SetHandle(address);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == LibC.MAP_FAILED;

    /// <summary>The length in bytes, as mapped.</summary>
    public long Length => (long)_length;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.munmap(handle, _length) == 0;
}
