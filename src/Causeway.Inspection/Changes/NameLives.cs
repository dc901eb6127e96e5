using System.Text.RegularExpressions;

namespace Causeway.Inspection.Changes;

/// <summary>The names that came since the last snapshot: what no snapshot has is told from these. Thread-safe.</summary>
internal sealed partial class NameLives(IpcKinds kinds)
{
    private readonly Lock _gate = new();
    private readonly List<NameLife> _lives = [];
    private bool _isLost;

    /// <summary>Where FIFOs and sockets were: other files that go are no matter.</summary>
    private HashSet<string> _files = [];

    /// <summary>Takes what was read of the folders, at once: what is still there can be looked at.</summary>
    /// <param name="events">In order.</param>
    /// <param name="isWhole">Whether none is missing.</param>
    /// <returns>Whether any of it is of an object.</returns>
    public bool Add(List<FolderEvent> events, bool isWhole)
    {
        bool isOne = !isWhole;
        lock (_gate)
        {
            _isLost |= !isWhole;
            foreach (FolderEvent one in events)
                isOne |= one.Came ? Begin(one) : End(one);
        }

        return isOne;
    }

    /// <summary>What came and went unseen between two snapshots; the others are what is different between these.</summary>
    public List<InspectionChange> Settle(InspectionSnapshot before, InspectionSnapshot after)
    {
        List<InspectionChange> told = [];
        lock (_gate)
        {
            _lives.RemoveAll(life => IsSettled(life, before, after, told));
            _isLost = false;
            _files = [.. after.Objects.Where(static one => one.Kind is IpcKind.Fifo or IpcKind.Socket).Select(static one => one.Name).OfType<string>()];
        }

        return told;
    }

    private bool Begin(FolderEvent one)
    {
        if (FolderObjects.Of(one, kinds) is not { } seen)
            return false;

        // The one before of the same name was looked at too late, if that is what was seen.
        NameLife? last = _lives.FindLast(life => life.Path == one.Path);
        if (last is { Went: null, IsIdentified: true } && last.Seen.Id == seen.Id)
            return true;
        if (last is { Went: not null } && last.Seen.Id == seen.Id)
            last.Seen = last.Seen with { Id = seen.Id with { Space = 0, Number = 0 } };
        _lives.Add(new NameLife(one.Path, seen, DateTimeOffset.UtcNow));
        return true;
    }

    /// <summary>One that was there before is missing in the next snapshot.</summary>
    private bool End(FolderEvent one)
    {
        if (_lives.FindLast(life => life.Path == one.Path && life.Went is null) is not { } life)
            return one.Place != FolderPlace.Files || _files.Contains(one.Path);
        life.Went = DateTimeOffset.UtcNow;
        return true;
    }

    private bool IsSettled(NameLife life, InspectionSnapshot before, InspectionSnapshot after, List<InspectionChange> told)
    {
        if (life.IsIdentified && (IsKnown(before, life.Seen) || IsKnown(after, life.Seen)))
            return true;
        if (life.Went is null)
        {
            // It is gone by now, and that is told next, unless that was lost; or it is what a snapshot does not show.
            bool isGone = _isLost && !Path.Exists(life.Path);
            bool stays = !isGone && !life.IsOverdue && !_isLost;
            life.IsOverdue = true;
            if (!isGone)
                return !stays;
            life.Went = DateTimeOffset.UtcNow;
        }

        if (!life.IsIdentified && (FirstName().IsMatch(life.Path) || IsHeldWithoutName(before, after, life.Seen)))
            return true;
        told.Add(new InspectionChange(life.Came, InspectionChangeKind.ObjectAppeared) { Object = life.Seen });
        told.Add(new InspectionChange(life.Went.Value, InspectionChangeKind.ObjectGone) { Object = life.Seen });
        return true;
    }

    /// <summary>A socket of the snapshot has an identity of its own, and that of its file besides: with the file system's own device, which on btrfs and overlayfs stat(2) does not tell.</summary>
    private static bool IsKnown(InspectionSnapshot snapshot, IpcObject seen) => snapshot.Find(seen.Id) is not null
        || (seen.Kind == IpcKind.Socket && snapshot.Objects.Any(one => one is UnixSocketObject socket && (socket.FileDevice == seen.Id.Space || socket.Name == seen.Name) && socket.FileInode == (uint)seen.Id.Number));

    /// <summary>Whether somebody has it by a descriptor or a mapping: that is told by the snapshot.</summary>
    private static bool IsHeldWithoutName(InspectionSnapshot before, InspectionSnapshot after, IpcObject seen) => after.Objects.Any(one => one.Kind == seen.Kind && one.Name == seen.Name
        && one is MemoryObject { IsDeleted: true } or PosixSemaphoreObject { IsDeleted: true } or PosixQueueObject { IsDeleted: true } && before.Find(one.Id) is null);

    /// <summary>sem_open(3) makes a semaphore under such a name, and gives it its own when it is ready (glibc, musl).</summary>
    [GeneratedRegex(@"^/dev/shm/(sem\.[A-Za-z0-9]{6}|tmp-[0-9]+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex FirstName();
}
