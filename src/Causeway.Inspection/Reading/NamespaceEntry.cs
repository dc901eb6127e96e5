namespace Causeway.Inspection;

/// <summary>What became of an attempt to enter a namespace.</summary>
internal enum NamespaceEntry
{
    /// <summary>No process was found in it any more.</summary>
    Gone,

    /// <summary>This user may not: that takes CAP_SYS_ADMIN there.</summary>
    Refused,

    /// <summary>It was entered.</summary>
    Entered,
}
