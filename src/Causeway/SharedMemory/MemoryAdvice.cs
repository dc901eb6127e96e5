namespace Causeway;

/// <summary>What the kernel is told of how memory will be used (madvise(2)).</summary>
public enum MemoryAdvice
{
    /// <summary>Nothing special: read ahead and behind a little (MADV_NORMAL).</summary>
    Normal,

    /// <summary>Touched in no order: no reading ahead (MADV_RANDOM).</summary>
    Random,

    /// <summary>Touched in order: read well ahead, give up what has been passed (MADV_SEQUENTIAL).</summary>
    Sequential,

    /// <summary>Touched soon: begin to read it in (MADV_WILLNEED).</summary>
    WillNeed,

    /// <summary>
    /// Not needed now (MADV_DONTNEED): its pages are given back at once. A shared mapping reads the file's bytes again
    /// afterwards; what was written to a private one is lost, and anonymous memory is zero.
    /// </summary>
    DontNeed,

    /// <summary>Anonymous memory whose contents are not needed (MADV_FREE): taken when memory is short, until it is written again. EINVAL for a file's.</summary>
    Free,

    /// <summary>Punches a hole in the file (MADV_REMOVE): for everyone the range is zero and takes no room. Shared and writable only.</summary>
    Remove,

    /// <summary>Use transparent huge pages (MADV_HUGEPAGE).</summary>
    HugePage,

    /// <summary>Use no transparent huge pages (MADV_NOHUGEPAGE).</summary>
    NoHugePage,

    /// <summary>May be merged with equal pages of others (MADV_MERGEABLE); private anonymous memory only.</summary>
    Mergeable,

    /// <summary>Undoes <see cref="Mergeable"/> (MADV_UNMERGEABLE).</summary>
    Unmergeable,

    /// <summary>Leave it out of core dumps: it holds secrets, or is large (MADV_DONTDUMP).</summary>
    DontDump,

    /// <summary>Undoes <see cref="DontDump"/> (MADV_DODUMP).</summary>
    DoDump,

    /// <summary>Not touched for a while: among the first to go when memory is short (MADV_COLD).</summary>
    Cold,

    /// <summary>Not touched for long: write it out and give its pages back now; the contents stay (MADV_PAGEOUT).</summary>
    PageOut,
}
