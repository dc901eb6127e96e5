using System.Globalization;
using Causeway.Sys;

namespace Causeway.Domains;

/// <summary>Looks at the files of a domain, without taking part and without stopping anybody.</summary>
internal static unsafe class ObjectListing
{
    private const uint PermissionBits = 0x1FF;

    /// <summary>What has this name; null where nothing has it any more.</summary>
    public static NamedObjectEntry? Look(SafeFileDescriptor directory, string name, string path)
    {
        LibC.statx_t status;
        int result = LibC.statx(directory, name, &status);
        Errno error = Errno.Last;
        if (result != 0)
            return error == Errno.ENOENT ? null : throw SyscallFailure.Opening("statx", path, error);
        NamedObjectEntry entry = new(name, (long)status.stx_size, (UnixFileMode)(status.stx_mode & PermissionBits), status.stx_uid, status.stx_gid, null, null);
        if ((status.stx_mode & LibC.S_IFMT) != LibC.S_IFREG)
            return entry with { Problem = "is no regular file, so no object" };

        int number = LibC.openat(directory, name, LibC.O_RDONLY | LibC.O_NOFOLLOW | LibC.O_NONBLOCK | LibC.O_NOCTTY | LibC.O_CLOEXEC, 0);
        error = Errno.Last;
        if (number < 0)
            return error == Errno.ENOENT ? null : entry with { Problem = string.Create(CultureInfo.InvariantCulture, $"cannot be read: {error.Name}, {error.Meaning}") };
        using SafeFileDescriptor file = new(number);
        return Read(file, path, entry);
    }

    private static NamedObjectEntry Read(SafeFileDescriptor file, string path, NamedObjectEntry entry)
    {
        // The size of what is open: the name may have come to another file.
        long sizeBytes = FileStatus.Of(file, path).SizeBytes;
        ObjectState state = ObjectState.Read(file, path);
        if (state.Header() is not { } header)
            return entry with { Problem = "is no named object: it does not begin as one does" };
        if (header.Mismatch(sizeBytes) is { } problem)
            return entry with { Problem = problem };
        return entry with
        {
            SizeBytes = sizeBytes,
            Details = new NamedObjectDetails(
                header.Kind, header.Id, Time(header.CreatedSeconds), (int)header.Creator, header.Options, header.Parameter,
                state.Word.Value, state.Word.HasWaiters, state.Word.Turn, state.IsCollected, Participants(file, path, state))
            {
                JoinedSoFar = state.People,
            },
        };
    }

    private static NamedObjectParticipant[] Participants(SafeFileDescriptor file, string path, in ObjectState state)
    {
        HashSet<int> alive = Alive(file, path);
        List<NamedObjectParticipant> all = [];
        for (int cell = 1; cell <= ObjectLayout.CellCount; cell++)
        {
            if (!alive.Contains(cell) && state.IsEmpty(cell))
                continue;
            Liveness.Waiting waiting = state.WaitingOf(cell);
            all.Add(new NamedObjectParticipant(cell, (int)state.ProcessOf(cell), alive.Contains(cell), state.HeldBy(cell), waiting.Threads, waiting.Asynchronous));
        }

        return [.. all];
    }

    /// <summary>The cells whose lock bytes are held.</summary>
    private static HashSet<int> Alive(SafeFileDescriptor file, string path)
    {
        HashSet<int> alive = [];
        Add(1, ObjectLayout.CellCount);
        return alive;

        // The kernel names some lock of the range, not the first one.
        void Add(long first, long last)
        {
            if (first > last || OfdLock.FindHeld(file, path, ObjectLayout.LockBytes + first, last - first + 1) is not { } held)
                return;
            long start = held.Start - ObjectLayout.LockBytes;
            long end = held.Length == 0 ? last : start + held.Length - 1;

            // A lock of more than its byte is a collector's, who has seen that nobody lives.
            if (start == end)
                alive.Add((int)start);
            Add(first, start - 1);
            Add(end + 1, last);
        }
    }

    private static DateTimeOffset Time(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()));
}
