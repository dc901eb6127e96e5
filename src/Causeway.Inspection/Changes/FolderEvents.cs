using System.Runtime.InteropServices;
using System.Text;
using Causeway.Inspection.Domains;
using Causeway.Inspection.Mounts;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Inspection.Changes;

/// <summary>Names that come to folders and go from them, as the kernel tells (inotify(7)). One thread at a time.</summary>
internal sealed unsafe class FolderEvents : IDisposable
{
    private const uint Mask = LibC.IN_CREATE | LibC.IN_MOVED_TO | LibC.IN_DELETE | LibC.IN_MOVED_FROM | LibC.IN_MOVE_SELF | LibC.IN_ONLYDIR;
    private const uint CameMask = LibC.IN_CREATE | LibC.IN_MOVED_TO;
    private const int BufferBytes = 64 * 1024;
    private const string MoreWatches = "raise fs.inotify.max_user_watches";

    private readonly SafeFileDescriptor _descriptor;

    /// <summary>By the number of the watch. A folder has one, whatever it is watched as: <c>--under /dev/shm</c> makes that two things.</summary>
    private readonly Dictionary<int, List<(string Path, FolderPlace Place)>> _folders = [];
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private readonly InspectionOptions _options;

    private readonly GivenFolders _given;
    private PosixMessageQueueMount? _queues;

    private FolderEvents(SafeFileDescriptor descriptor, InspectionOptions options)
    {
        (_descriptor, _options) = (descriptor, options);
        _given = new GivenFolders(options.Directories);
    }

    /// <summary>Begins to watch what the options ask for; null where there is no inotify to be had, which is no matter unless folders were given.</summary>
    /// <exception cref="SyscallException">A folder that was given cannot be watched. ENOSPC: fs.inotify.max_user_watches. EMFILE: fs.inotify.max_user_instances.</exception>
    public static FolderEvents? TryBegin(InspectionOptions options)
    {
        int number = LibC.inotify_init1(LibC.IN_CLOEXEC | LibC.IN_NONBLOCK);
        Errno error = Errno.Last;
        if (number < 0)
            return options.Directories.Count == 0 ? null : throw SyscallFailure.Create("inotify_init1", objectName: null, error, error == Errno.EMFILE ? "raise fs.inotify.max_user_instances, or RLIMIT_NOFILE" : null);
        FolderEvents events = new(new SafeFileDescriptor(number), options);
        try
        {
            events.WatchAll(isAgain: false);
            return events;
        }
        catch
        {
            events.Dispose();
            throw;
        }
    }

    /// <summary>Waits until there is something to read.</summary>
    public ValueTask WaitAsync(CancellationToken token) => DescriptorPoll.WaitAsync(_descriptor, Direction.Read, inline: false, token);

    /// <summary>Takes all that there is.</summary>
    /// <param name="taken">Gets it, in order.</param>
    /// <returns>False: the kernel had no room for all of it; folders that came meanwhile are watched from now on.</returns>
    /// <exception cref="SyscallException">ENOENT: a folder that was given is gone. What was read before that was taken.</exception>
    public bool Read(List<FolderEvent> taken)
    {
        bool isWhole = true;
        while (ReadSome() is var bytes and > 0)
        {
            for (int at = 0; at < bytes;)
            {
                LibC.inotify_event one = MemoryMarshal.Read<LibC.inotify_event>(_buffer.AsSpan(at));
                ReadOnlySpan<byte> name = _buffer.AsSpan(at + sizeof(LibC.inotify_event), (int)one.len).TrimEnd((byte)0);
                at += sizeof(LibC.inotify_event) + (int)one.len;
                isWhole &= (one.mask & LibC.IN_Q_OVERFLOW) == 0;
                Take(one, name, taken);
            }
        }

        if (isWhole)
            return true;

        // What folders were renamed is lost as well: all are found anew.
        _folders.Clear();
        WatchAll(isAgain: true);
        return false;
    }

    /// <summary>What to say where a folder that was given is gone, which events may not tell. Any thread.</summary>
    public SyscallException? FindGone() => _given.FindGone();

    /// <inheritdoc/>
    public void Dispose()
    {
        _descriptor.Dispose();
        _queues?.Dispose();
    }

    private int ReadSome()
    {
        fixed (byte* start = _buffer)
        {
            while (true)
            {
                nint count = LibC.read(_descriptor, start, BufferBytes, out Errno error);
                if (count >= 0 || error == Errno.EAGAIN)
                    return (int)Math.Max(0, count);
                if (error != Errno.EINTR)
                    throw SyscallFailure.Create("read", "inotify", error);
            }
        }
    }

    private void Take(LibC.inotify_event one, ReadOnlySpan<byte> name, List<FolderEvent> taken)
    {
        if (!_folders.TryGetValue(one.wd, out List<(string Path, FolderPlace Place)>? folders))
            return;
        if ((one.mask & (LibC.IN_IGNORED | LibC.IN_MOVE_SELF)) != 0)
            ThrowIfGiven(folders);
        if ((one.mask & LibC.IN_IGNORED) != 0)
            _folders.Remove(one.wd);
        else if (!name.IsEmpty)
        {
            string entry = Encoding.UTF8.GetString(name);
            for (int index = 0; index < folders.Count; index++)
                Take(Path.Join(folders[index].Path, entry), folders[index].Place, (one.mask & CameMask) != 0, (one.mask & LibC.IN_ISDIR) != 0, taken);
        }
    }

    private void Take(string path, FolderPlace place, bool came, bool isFolder, List<FolderEvent> taken)
    {
        if (!isFolder)
            taken.Add(new FolderEvent(path, place, came));
        else if (came && PlaceOf(path, place) is { } below)
            WatchNew(path, below, taken);
        else if (!came)
            Forget(path);
    }

    /// <summary>What a folder in one of a kind is; null for one that is not watched.</summary>
    private FolderPlace? PlaceOf(string path, FolderPlace place) => place switch
    {
        FolderPlace.Files => FolderPlace.Files,
        FolderPlace.Memory when _options.Kinds.Contains(IpcKind.Domain) && Path.GetFileName(path).StartsWith(DomainFiles.Prefix, StringComparison.Ordinal) => FolderPlace.Domain,
        _ => null,
    };

    /// <summary>Watches a folder that has just come: what is in it came before it was watched, or is told twice, which is known by its identity.</summary>
    private void WatchNew(string path, FolderPlace place, List<FolderEvent> taken)
    {
        if (!TryWatch(path, place, out _))
            return;
        foreach ((string one, bool isDirectory) in FileWalk.Entries(path))
            Take(one, place, came: true, isDirectory, taken);
    }

    /// <summary>A folder that was renamed is watched still, by a path that it no longer has.</summary>
    private void Forget(string path)
    {
        foreach ((int watch, List<(string Path, FolderPlace Place)> folders) in _folders.ToArray())
        {
            List<(string Path, FolderPlace Place)> gone = folders.FindAll(one => one.Path == path || one.Path.StartsWith(path + "/", StringComparison.Ordinal));
            ThrowIfGiven(gone);
            folders.RemoveAll(gone.Contains);
            if (gone.Count == 0 || folders.Count > 0)
                continue;

            // EINVAL: it went with its folder.
            _ = LibC.inotify_rm_watch(_descriptor, watch);
            _folders.Remove(watch);
        }
    }

    /// <summary>One that was given is not watched by its path any more: it was removed or renamed, or its file system unmounted.</summary>
    private void ThrowIfGiven(List<(string Path, FolderPlace Place)> folders)
    {
        foreach ((string path, FolderPlace place) in folders)
        {
            if (place == FolderPlace.Files && _given.Contains(path))
                throw GivenFolders.Gone(path);
        }
    }

    /// <summary>Watches all that the options ask for.</summary>
    /// <param name="isAgain">Whether those that were given have been there.</param>
    private void WatchAll(bool isAgain)
    {
        if (_options.Kinds.Overlaps(IpcKinds.Of(IpcKind.PosixMemory, IpcKind.PosixSemaphore, IpcKind.Domain)))
            TryWatch("/dev/shm", FolderPlace.Memory, out _);
        if (_options.Kinds.Contains(IpcKind.PosixQueue))
            WatchQueues();
        if (_options.Kinds.Contains(IpcKind.Domain))
        {
            foreach (string directory in DomainFiles.Directories)
                TryWatch(directory, FolderPlace.Domain, out _);
        }

        foreach (string root in _given.Paths)
            WatchTree(root, isAgain);
    }

    /// <summary>By a mount of its own where that is allowed: /dev/mqueue may be another namespace's, or not be there.</summary>
    private void WatchQueues()
    {
        try
        {
            _queues ??= PosixMessageQueueMount.Open();
            TryWatch(_queues.Path + "/.", FolderPlace.Queues, out _);
        }
        catch (SyscallException)
        {
            // There is none to be had, which each look says: queues are told at the interval.
        }
    }

    private void WatchTree(string root, bool isAgain)
    {
        if (!TryWatch(root, FolderPlace.Files, out Errno error, followsLink: true))
            throw error == Errno.ENOENT && isAgain ? GivenFolders.Gone(root) : SyscallFailure.Opening("inotify_add_watch", root, error, error == Errno.ENOSPC ? MoreWatches : null);
        foreach (string _ in FileWalk.Under(root, entered: Watch))
            continue;
    }

    /// <summary>What is gone by now, or this user may not see, is passed over.</summary>
    private void Watch(string folder)
    {
        if (!TryWatch(folder, FolderPlace.Files, out Errno error) && error == Errno.ENOSPC)
            throw SyscallFailure.Create("inotify_add_watch", folder, error, MoreWatches);
    }

    private bool TryWatch(string path, FolderPlace place, out Errno error, bool followsLink = false)
    {
        int watch = LibC.inotify_add_watch(_descriptor, path, followsLink ? Mask : Mask | LibC.IN_DONT_FOLLOW);
        error = Errno.Last;
        if (watch < 0)
            return false;
        if (!_folders.TryGetValue(watch, out List<(string Path, FolderPlace Place)>? folders))
            _folders.Add(watch, folders = []);
        if (!folders.Contains((path, place)))
            folders.Add((path, place));
        return true;
    }
}
