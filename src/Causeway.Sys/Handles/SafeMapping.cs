using System.Runtime.InteropServices;

namespace Causeway.Sys;

/// <summary>
/// Owns one mapping: unmaps it once (munmap(2)), and not before every call that holds it returned.
/// </summary>
/// <remarks>Thread-safe, but for <see cref="Change"/>.</remarks>
internal sealed class SafeMapping : SafeHandle
{
    private nuint _length;

    /// <summary>Takes ownership of what mmap(2) answered.</summary>
    public SafeMapping(nint address, nuint length)
        : base(LibC.MAP_FAILED, ownsHandle: true) => Change(address, length);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == LibC.MAP_FAILED;

    /// <summary>The length in bytes, as mapped.</summary>
    public long Length => (long)_length;

    /// <summary>Where it is since mremap(2), and how long. The caller sees to it that nobody disposes it meanwhile, nor holds it while it moves.</summary>
    public void Change(nint address, nuint length)
    {
        _length = length;
        SetHandle(address);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.munmap(handle, _length) == 0;
}
