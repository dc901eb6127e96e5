using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>Owns one attachment: detaches it once (shmdt(2)), and not before every call that uses it returned.</summary>
internal sealed class SafeSysVAttachment : SafeHandle
{
    public SafeSysVAttachment(nint address)
        : base(-1, ownsHandle: true) => SetHandle(address);

    public override bool IsInvalid => handle == -1;

    protected override bool ReleaseHandle() => LibC.shmdt(handle) == 0;
}
