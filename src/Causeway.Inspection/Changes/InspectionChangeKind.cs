namespace Causeway;

/// <summary>What is different between two snapshots.</summary>
public enum InspectionChangeKind
{
    /// <summary>A process is there that was not.</summary>
    ProcessAppeared,

    /// <summary>An object is there that was not.</summary>
    ObjectAppeared,

    /// <summary>A process has an end that it had not.</summary>
    EndAppeared,

    /// <summary>An object tells something else of itself: how much is in it, whose it is, its locks.</summary>
    ObjectChanged,

    /// <summary>A process has an end no more.</summary>
    EndGone,

    /// <summary>An object is no more, or nobody has it any more by whom it was seen.</summary>
    ObjectGone,

    /// <summary>A process is no more.</summary>
    ProcessGone,
}
