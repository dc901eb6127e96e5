using Causeway.Sys;

namespace Causeway;

/// <summary>How and where a segment is attached (shmat(2)). The default is to read and write, wherever the kernel likes.</summary>
public sealed record SysVAttachOptions
{
    /// <summary>SHM_RDONLY: without permission to write; needs read permission alone.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>SHM_EXEC: its bytes can be run as machine code; needs execute permission on the segment.</summary>
    public bool Executable { get; init; }

    /// <summary>Where it is to begin in this process: a multiple of the page size where nothing is mapped; 0 lets the kernel choose, which is always free.</summary>
    public nint Address { get; init; }

    /// <summary>SHM_RND: <see cref="Address"/> is rounded down to the page it lies in.</summary>
    public bool RoundDown { get; init; }

    /// <summary>SHM_REMAP: whatever is mapped there is replaced. Only for a range that the caller mapped for that; anything else of this process would be destroyed.</summary>
    public bool Replace { get; init; }

    /// <summary>The flags of the call.</summary>
    /// <exception cref="ArgumentException">They contradict each other.</exception>
    internal int ToFlags(string parameter)
    {
        if (Address == 0 && (RoundDown || Replace))
            throw new ArgumentException("RoundDown and Replace are for an Address; without one the kernel chooses a free place", parameter);
        return (ReadOnly ? LibC.SHM_RDONLY : 0) | (Executable ? LibC.SHM_EXEC : 0) | (RoundDown ? LibC.SHM_RND : 0) | (Replace ? LibC.SHM_REMAP : 0);
    }
}
