using System.Runtime.InteropServices;

namespace Causeway.Placing;

/// <summary>Memory that the caller keeps mapped: nothing is released.</summary>
internal sealed class BorrowedMemory : SafeHandle
{
    public BorrowedMemory(nint address)
        : base(0, ownsHandle: false) => SetHandle(address);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => true;
}
