using System.Globalization;

namespace Causeway.Inspection;

/// <summary>What the reading of processes could not see.</summary>
internal sealed class ProcessBlindSpots : IInspectionSource
{
    /// <summary>What would help, for the end of a line.</summary>
    public static string Remedy => Environment.IsPrivilegedProcess ? "" : "; run as root";

    public IpcKinds Kinds => IpcKinds.All;

    public void Read(SnapshotBuilder builder)
    {
        if (builder.Unreadable is var processes and > 0)
            builder.Add(new BlindSpot(BlindSpotKind.Processes, processes, string.Create(CultureInfo.InvariantCulture, $"{processes} {Counted.Word(processes, "process unreadable: not all that it has", "processes unreadable: not all that they have")} open or mapped is seen{Remedy}")));
        if (HiddenProcesses.Why() is { } hidden)
            builder.Add(new BlindSpot(BlindSpotKind.HiddenProcesses, 0, hidden));
        if (builder.Unasked is var files and > 0)
            builder.Add(new BlindSpot(BlindSpotKind.Files, files, string.Create(CultureInfo.InvariantCulture, $"{files} open {Counted.Word(files, "file is on a file system", "files are on file systems")} that may not answer (FUSE, NFS and the like): {Counted.Word(files, "it is not seen whether it is a FIFO", "FIFOs among them are not seen")}")));
        if (builder.UnreadContents is var pipes and > 0)
            builder.Add(new BlindSpot(BlindSpotKind.Contents, pipes, string.Create(CultureInfo.InvariantCulture, $"{pipes} {Counted.Word(pipes, "pipe cannot be asked how much is in it; run as root, or as its", "pipes cannot be asked how much is in them; run as root, or as their")} user where tracing is allowed")));
    }
}
