using System.Runtime.CompilerServices;

namespace Causeway.Messaging.Rings;

/// <summary>An object whose fields share no cache line with what lies before it: fields of a base class come first.</summary>
/// <remarks>The two sides of a connection are used by two threads, and each writes its own with every message.</remarks>
internal abstract class PaddedStart
{
#pragma warning disable CS0169, IDE0051, IDE0044, RCS1213 // room, not data
    private Lines _room;
#pragma warning restore CS0169, IDE0051, IDE0044, RCS1213

    /// <summary>Two lines: processors fetch them in pairs.</summary>
    [InlineArray(128)]
    private protected struct Lines
    {
        private byte _first;
    }
}
