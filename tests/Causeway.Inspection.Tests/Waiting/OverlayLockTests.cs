using Causeway.Tests;

namespace Causeway.Inspection.Tests.Waiting;

/// <summary>Locks of a file whose device is another by stat(2) than by /proc/locks.</summary>
public sealed class OverlayLockTests
{
    [OverlayFact]
    public void Lock_OnOverlayfs_HasItsHolderAndWhoWaits()
    {
        using TestDirectory directory = new();
        string script = $"cd {directory.Root}; mkdir lower upper merged; mount -t tmpfs none lower; mount -t tmpfs none upper; mkdir upper/files upper/work; echo x >lower/file; "
            + "mount -t overlay none -o lowerdir=lower,upperdir=upper/files,workdir=upper/work merged; exec 3<merged/file; flock 3; flock merged/file true 3<&- & echo $!; read end; exec 3<&-; wait";
        using Peer holder = Peer.Start(new ChildProcessOptions("unshare", ["--mount", "sh", "-c", script]));
        int waiter = int.Parse(holder.ReadLine()!, System.Globalization.CultureInfo.InvariantCulture);
        InspectionOptions options = new() { Kinds = IpcKinds.Of(IpcKind.FileLock), Details = InspectionDetails.Waits };
        InspectionSnapshot snapshot;
        FileLockObject? file;
        do
        {
            snapshot = Inspector.Take(options);
            file = snapshot.Objects.OfType<FileLockObject>().FirstOrDefault(one => one.Name == directory.PathOf("merged/file"));
        }
        while (file?.Locks.Any(one => one.IsWaiting && one.ProcessId == waiter) != true || !snapshot.Waits.Any(wait => wait.Process.Id == waiter && wait.Call == "flock"));
        Assert.Equal((holder.Process.Id, 3), (file.Locks[0].ProcessId, file.Locks[0].Descriptor));
        IpcWait wait = Assert.Single(snapshot.Waits, wait => wait.Process.Id == waiter);
        Assert.Equal((file.Id, "an exclusive lock"), (wait.Object?.Id, wait.Awaited));
        Assert.Equal([holder.Process.Id], wait.Holders.Select(static one => one.Id));
        holder.CloseInput();
        holder.ExpectSuccess();
    }
}
