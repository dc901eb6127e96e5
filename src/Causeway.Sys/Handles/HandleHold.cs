using System.Runtime.InteropServices;

namespace Causeway.Sys;

/// <summary>Keeps a handle's object from being released while a call uses its address.</summary>
internal readonly ref struct HandleHold
{
    private readonly SafeHandle _handle;

    /// <summary>Holds it.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    public HandleHold(SafeHandle handle)
    {
        bool held = false;
        handle.DangerousAddRef(ref held);
        _handle = handle;
    }

    /// <summary>What the handle stands for: valid until <see cref="Dispose"/>.</summary>
    public nint Value => _handle.DangerousGetHandle();

    /// <summary>Lets it go.</summary>
    public void Dispose() => _handle.DangerousRelease();
}
